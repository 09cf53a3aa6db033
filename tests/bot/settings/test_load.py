"""What an operator reads when the configuration is wrong: the place, what is wrong, what was probably meant."""

from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.settings import load_settings

_SECRET = "correct-horse"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "echodesk.toml"


def complaint(file: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(file)
    return str(caught.value).replace(f"{file}", "FILE")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[desk]\nnmae = "x"\n', 'FILE, line 2: desk.nmae is not a known setting; did you mean "name"?'),
        ("[dekk]\n", 'FILE, line 1: dekk is not a known setting; did you mean "desk"?'),
        ("zzz = 1\n", "FILE, line 1: zzz is not a known setting; echodesk init writes a file with all of them"),
        ("\n\ndesk.nmae = 1\n", 'FILE, line 3: desk.nmae is not a known setting; did you mean "name"?'),
        ('[desk]\n\nfirst_ticket = "many"\n', "FILE, line 3: desk.first_ticket: Input should be a valid integer"),
        ("[smtp]\nlisten = [\n  {port = 1},\n  {prot = 2},\n]\n", "FILE, line 4: smtp.listen.1.port is missing"),
        ('[[imap]]\nhost = "h"\n\n[[imap]]\nuser = "u"\nport = "x"\n', "FILE, line 6: imap.1.port: Input should be"),
        (
            '[[imap]]\nmailbox = "help"\nhost = "h"\nuser = "u"\n[imap.oauth2]\ngrant = "x"\n',
            "FILE, line 6: imap.0.oauth2.grant: Input should be 'client_credentials' or 'service_account'",
        ),
        ('[[imap]]\nmailbox = "help"\nhost = "h"\nuser = "u"\n', "FILE, line 1: imap.0: give exactly one of password"),
        ('[desk]\ntime_zone = "Denver"\n', "FILE, line 2: desk.time_zone: 'Denver' is no time zone"),
        ('[desk]\naddress = "help"\n', "FILE, line 2: desk.address: 'help' is no mail address"),
        ('[admission]\ngenuine_networks = ["10.0.0"]\n', "FILE, line 2: admission.genuine_networks: '10.0.0' is no"),
        ('[[mailboxes]]\nname = "a"\n', "FILE, line 1: mailboxes.0: a mailbox needs at least one of"),
        (
            '[[mailboxes]]\nname = "a"\ndomains = ["x.example"]\n[[mailboxes]]\nname = "a"\ndomains = ["y.example"]\n',
            "FILE, line 1: mailboxes: each mailbox needs a name of its own",
        ),
        ('[database]\nurl = "mysql://x"\n', 'FILE, line 2: database.url: write "sqlite:///echodesk.sqlite3"'),
        ("[desk]\nname = 'a'\nname = 'b'\n", "FILE, line 3, column 11: not valid TOML: Cannot overwrite a value (this"),
        ("[desk]\nname = a\n", "FILE, line 2, column 8: not valid TOML: Invalid value (write text in double quotes)"),
        ("[desk]\n[desk]\n", "FILE, line 2, column 6: not valid TOML: Cannot declare ('desk',) twice"),
        ("x = " + "[" * 5000, "FILE: not valid TOML: nested too deeply"),
    ],
)
def test_the_place_and_the_mend_are_named(file: Path, text: str, expected: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert expected in complaint(file)


def test_every_mistake_is_named_at_once(file: Path) -> None:
    file.write_text('[desk]\nnmae = "x"\n[log]\nlevel = "LOUD"\n', encoding="utf-8")
    assert [line.partition(":")[0] for line in complaint(file).splitlines()] == ["FILE, line 2", "FILE, line 4"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('[desk]\nname = "Büro"\n'.encode("latin-1"), "FILE, line 2: not UTF-8, as TOML must be"),
        ('[desk]\nname = "x"\n'.encode("utf-16"), "FILE, line 1: not UTF-8, as TOML must be"),
    ],
)
def test_the_wrong_encoding_is_named(file: Path, data: bytes, expected: str) -> None:
    file.write_bytes(data)
    assert expected in complaint(file)


def test_a_byte_order_mark_is_no_mistake(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbf[desk]\nname = "Desk of Windows"\n')
    assert load_settings(file).desk.name == "Desk of Windows"


def test_a_file_that_is_not_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert complaint(file) == "FILE: no such file; write one with: echodesk init FILE"
    monkeypatch.chdir(file.parent)
    assert load_settings().desk.ticket_prefix == "EP-"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is a folder"):
        load_settings(tmp_path)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    with pytest.raises(ConfigurationError, match="cannot be read: Too many levels of symbolic links"):
        load_settings(loop)


def test_the_environment_wins_and_is_named_as_the_place(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('[desk]\nname = "File"\nphone = "1"\n', encoding="utf-8")
    monkeypatch.setenv("ECHODESK_DESK__NAME", "Environment")
    assert load_settings(file).desk.name == "Environment"
    assert load_settings(file).desk.phone == "1"
    monkeypatch.setenv("ECHODESK_DESK__FIRST_TICKET", "many")
    assert complaint(file).startswith("ECHODESK_DESK__FIRST_TICKET: desk.first_ticket: Input should be")


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("ECHODESK_DEKS__NAME", "x", 'ECHODESK_DEKS__NAME: there is no section deks; did you mean "desk"?'),
        ("ECHODESK_DESK__NMAE", "x", 'ECHODESK_DESK__NMAE: desk.nmae is not a known setting; did you mean "name"?'),
        ("ECHODESK_IMAP", _SECRET, "ECHODESK_IMAP: a section in the environment is written as JSON"),
        ("ECHODESK_IMAP", '[{"mailbox": "help"}]', "ECHODESK_IMAP: imap.0.host is missing"),
    ],
)
def test_a_variable_that_cannot_be_used(
    file: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    file.write_text("", encoding="utf-8")
    monkeypatch.setenv(variable, value)
    assert expected in complaint(file)


@pytest.mark.parametrize(
    "text",
    [
        f'[database]\nurl = "postgres://desk:{_SECRET}@db/x"\n',
        f'[mail_out]\npassword = ["{_SECRET}"]\n',
        f'[[imap]]\npassword = "{_SECRET}"\n',
        f'[smtp]\nusers = [{{name = "a", password = "{_SECRET}", adresses = []}}]\n',
    ],
)
def test_a_secret_is_never_in_the_complaint_nor_in_its_causes(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(file)
    error: BaseException | None = caught.value
    while error is not None:
        assert _SECRET not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__


def test_a_section_that_sets_something_else_keeps_the_default_listener(file: Path) -> None:
    file.write_text('[smtp]\nhostname = "mail.echopass.example"\n[lmtp]\nenabled = true\n', encoding="utf-8")
    settings = load_settings(file)
    assert [listener.port for listener in settings.smtp.listen] == [2525]
    assert [listener.port for listener in settings.lmtp.listen] == [2424]
    assert settings.lmtp.enabled


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///echodesk.sqlite3",
        "sqlite:////var/lib/echodesk/desk.sqlite3",
        "postgresql+psycopg://echodesk@db.echopass.example/echodesk",
        "postgresql://echodesk:p%40ss@127.0.0.1:5433/echodesk?connect_timeout=3",
        "postgresql+psycopg:///echodesk?host=/run/postgresql",
    ],
)
def test_database_urls_that_are_known(file: Path, url: str) -> None:
    file.write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    assert load_settings(file).database.url == url
