"""Fails if a page of a built site would fetch anything from elsewhere as it opens, or shows raw Markdown: check.py FOLDER"""

import pathlib
import re
import sys
from html.parser import HTMLParser

# What a browser fetches without being asked.
FETCHED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src", "embed": "src", "object": "data", "link": "href"}
NOT_FETCHED = {"canonical", "alternate", "next", "prev", "help", "license", "author"}
STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?(https?:)?//[^)"'\s]+""")


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
        found += [f"{path}: {match.group(0)}" for match in STYLE.finditer(path.read_text(encoding="utf-8"))]
if pages == 0:
    sys.exit(f"no pages in {site}")
if found:
    sys.exit("\n".join(found[:20]))
