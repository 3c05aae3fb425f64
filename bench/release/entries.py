"""Says in which entries two zip files differ: entries.py A B"""

import sys
import zipfile

a, b = (zipfile.ZipFile(name) for name in sys.argv[1:3])
names_a, names_b = a.namelist(), b.namelist()
if names_a != names_b:
    for name in sorted(set(names_a) ^ set(names_b)):
        print("  only in", "the first:" if name in names_a else "the second:", name)
    if set(names_a) == set(names_b):
        print("  the entries are in another order")
for name in names_a:
    if name in names_b:
        one, other = a.getinfo(name), b.getinfo(name)
        if a.read(name) != b.read(name):
            print("  content:", name)
        elif (one.date_time, one.external_attr, one.compress_type, one.extra) != (
            other.date_time,
            other.external_attr,
            other.compress_type,
            other.extra,
        ):
            print("  time or mode:", name, one.date_time, other.date_time, oct(one.external_attr >> 16), oct(other.external_attr >> 16))
