"""Hooks of mkdocs: the project's pages link to each other and to its files; on the site the files are not there."""

import os
import posixpath
import re

LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")
# What the tests read behind a block's language.
EXPECTATION = re.compile(r"^(```\w+) .*$", re.M)
FENCE = re.compile(r"^(```.*?^```)", re.M | re.S)

# Where pages come from, beside docs/*.md, and what they are called on the site.
PAGES = {
    "README.md": "index.md",
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "examples/README.md": "examples.md",
}
SOURCES = {page: source for source, page in PAGES.items()}


def on_page_markdown(markdown, page, config, files):
    """Turns links between the project's files into links between the site's pages."""
    name = page.file.src_uri
    folder = posixpath.dirname(SOURCES.get(name, "docs/" + name))
    parts = FENCE.split(EXPECTATION.sub(r"\1", markdown))
    return "".join(part if part.startswith("```") else LINK.sub(lambda m: link(m, folder), part) for part in parts)


def link(match, folder):
    image, text, target = match.groups()
    if re.match(r"[a-z]+:|#", target):
        return match.group(0)
    path, _, anchor = target.partition("#")
    path = posixpath.normpath(posixpath.join(folder, path))
    anchor = "#" + anchor if anchor else ""
    if path in PAGES:
        return f"{image}[{text}]({PAGES[path]}{anchor})"
    if path.startswith("docs/"):
        return f"{image}[{text}]({path[len('docs/'):]}{anchor})"
    home = os.environ.get("PROJECT_HOME")
    if home:
        return f"[{text}]({home.rstrip('/')}/tree/main/{path}{anchor})"
    # Nobody has said where the sources live: the text says what the file is called.
    return text if path in text else f"{text} (`{path}`)"
