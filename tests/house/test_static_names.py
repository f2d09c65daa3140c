"""What stands in the stylesheets and the components is on some page: every class, every macro, every file."""

import re

from tests.house.tree import ROOT, files, modules, named, templates
from workbench.assets import LAYERS

COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}", re.DOTALL)
SELECTOR = re.compile(r"([^{};]+)\{")
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
WORD = re.compile(r"[\w-]+")
# Where pages name classes: the attribute, the argument that macros hand on to it, the blocks of the layouts.
NAMING = re.compile(
    r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"|kind=([^,%}]*)|block (?:main|body)_class %\}([^{]*)',
    re.DOTALL,
)
HYPHENED = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')
IN_QUOTES = re.compile(r"""["'`]([^"'`\n]*)["'`]""")
# The beginning of a name whose end is put together: tag-{{ kind }}, "tag-" ~ kind, `tag-${kind}`.
BEGUN = re.compile(r"((?:[a-z]+-)+)(?:\{\{|\"\s*~|\$\{|\{)")
# What a script from elsewhere gives to elements, and what fragments stand in.
GIVEN = {"sortable-ghost", "part"}
MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\(")
IMPORT = re.compile(r"\{%-?\s*from\s+\"[^\"]+\"\s+import\s+([^%]+?)-?%\}")
ALIAS = re.compile(r"\b(\w+) as (\w+)")

STYLES = files(ROOT / "static" / "css", ".css")
SCRIPTS = [path for path in files(ROOT / "static" / "js", ".js") if "vendor" not in path.parts]


def text_of(*paths):
    return "\n".join(COMMENT.sub("", path.read_text("utf-8")) for path in paths)


def words(*texts):
    return {word for text in texts for word in WORD.findall(text)}


def without_nothing(found):
    return {named(path): sorted(names) for path, names in found.items() if names}


def test_every_class_of_the_stylesheets_is_on_some_page():
    pages, scripts = text_of(*templates(), *modules("web", "views")), text_of(*SCRIPTS)
    used = GIVEN | words(*HYPHENED.findall(pages), *IN_QUOTES.findall(scripts))
    used |= words(*("".join(found) for found in NAMING.findall(pages)))
    begun, endings = set(BEGUN.findall(pages + scripts)), words(pages, scripts, text_of(*modules()))

    def is_used(name):
        halves = ((name[:at], name[at:]) for at in range(1, len(name)) if name[at - 1] == "-")
        return name in used or any(start in begun and end in endings for start, end in halves)

    unused = {}
    for path in STYLES:
        selectors = SELECTOR.findall(text_of(path))
        classes = {name for each in selectors for name in CLASS.findall(each)}
        unused[path] = {name for name in classes if not is_used(name)}
    assert without_nothing(unused) == {}


def test_every_stylesheet_is_in_a_layer():
    listed = sorted(name for _layer, names in LAYERS for name in names.split())
    assert listed == [path.stem for path in STYLES]


def test_every_macro_is_called():
    pages = text_of(*templates())
    aliases = {name: alias for line in IMPORT.findall(pages) for name, alias in ALIAS.findall(line)}
    called = set(re.findall(r"\b(\w+)\(", IMPORT.sub("", MACRO.sub("", pages))))
    unused = {
        path: {
            name for name in MACRO.findall(text_of(path)) if not called & {name, aliases.get(name)}
        }
        for path in templates()
    }
    assert without_nothing(unused) == {}
