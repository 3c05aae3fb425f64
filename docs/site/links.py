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
# What each page is called in the navigation.
TITLES = {}


def on_config(config):
    """Notes the names of the pages."""
    entries = list(config["nav"])
    while entries:
        for title, target in entries.pop().items():
            if isinstance(target, list):
                entries += target
            else:
                TITLES[target] = title


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
    page = PAGES.get(path) or (path[len("docs/"):] if path.startswith("docs/") else None)
    if page:
        if text.endswith(".md"):
            # The project's file is a page here, which has a name.
            text = TITLES.get(page, text)
        return f"{image}[{text}]({page}{anchor})"
    home = os.environ.get("PROJECT_HOME")
    if home:
        return f"[{text}]({home.rstrip('/')}/tree/main/{path}{anchor})"
    # Nobody has said where the sources live: the text says what the file is called.
    return text if path in text else f"{text} (`{path}`)"
