"""Fails if a page of a built site fetches anything from elsewhere or what is not there as it opens, or shows raw Markdown: check.py FOLDER"""

import pathlib
import re
import sys
import urllib.parse
from html.parser import HTMLParser

# What a browser fetches without being asked.
FETCHED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src", "embed": "src", "object": "data", "link": "href"}
NOT_FETCHED = {"canonical", "alternate", "next", "prev", "help", "license", "author"}
STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?(https?:)?//[^)"'\s]+""")
IMPORT = re.compile(r"""@import\s+(?:url\()?["']?([^)"':]+)["']?""")


def is_there(path, address):
    name = urllib.parse.unquote(re.split("[?#]", address)[0])
    return (site / name[1:] if name.startswith("/") else path.parent / name).exists()


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path, self.found = path, []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        address = values.get(FETCHED.get(tag, ""), "") or ""
        if tag == "link" and set((values.get("rel") or "").split()) <= NOT_FETCHED:
            return
        if re.match(r"(https?:)?//", address):
            self.found.append(f"{self.path}:{self.getpos()[0]}: <{tag}> fetches {address}")
        elif address and not re.match(r"[a-z]+:|#", address) and not is_there(self.path, address):
            self.found.append(f"{self.path}:{self.getpos()[0]}: <{tag}> needs {address}, which is not there")


site = pathlib.Path(sys.argv[1])
found, pages = [], 0
for path in sorted(site.rglob("*")):
    if path.suffix == ".html":
        text = path.read_text(encoding="utf-8")
        page = Page(path)
        page.feed(text)
        if "```" in text and "javadoc" not in path.parts:
            page.found.append(f"{path}: a block that was not understood: {text[text.index('```'):][:40]!r}")
        found += page.found
        pages += 1
    elif path.suffix == ".css":
        text = path.read_text(encoding="utf-8")
        found += [f"{path}: {match.group(0)}" for match in STYLE.finditer(text)]
        found += [f"{path}: {match.group(0)}, which is not there" for match in IMPORT.finditer(text) if not is_there(path, match.group(1))]
if pages == 0:
    sys.exit(f"no pages in {site}")
if found:
    sys.exit("\n".join(found[:20]))
