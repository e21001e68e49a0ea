"""Plain rules of the door."""

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from cpd.accounts import rules

OWN = ["Rosa", "Quill", "T001", "rosa.quill@saltmarsh.example", "Saltmarsh Learning Trust", "Hazel Down Primary School"]


@pytest.mark.parametrize(
    "password",
    [
        "otter lantern gravel",
        "red owl tin",
        "cloud-fern-jug",
        "xkqvbzpwmrty",
        "żółta łódka płynie",
        "we saw seven herons",
        "Quill and ink on paper",
    ],
)
def test_good_passwords(password: str) -> None:
    assert rules.password_fault(password, OWN) is None


@pytest.mark.parametrize(
    ("password", "because"),
    [
        ("short", "too short"),
        ("two words", "too short"),
        ("elevenchars", "too short"),
        ("a b c d e f", "too short"),
        ("password1234", "try first"),
        ("Password12345!", "try first"),
        ("qwertyuiop123", "try first"),
        ("123456789012", "try first"),
        ("aaaaaaaaaaaaaaaa", "try first"),
        ("Summer2026Autumn", "try first"),
        ("welcome teacher 2026", "try first"),
        ("rosaquill1234", "own name"),
        ("Rosa Quill T001", "own name"),
        ("saltmarsh-learning", "own name"),
        ("x" * 201, "longer than 200"),
    ],
)
def test_poor_passwords_are_refused_with_the_reason(password: str, because: str) -> None:
    fault = rules.password_fault(password, OWN)
    assert fault is not None
    assert because in fault


@given(st.text(max_size=300), st.lists(st.text(max_size=20)))
def test_every_text_is_judged_without_a_fault_of_ours(password: str, own: list[str]) -> None:
    fault = rules.password_fault(password, own)
    assert fault is None or fault.endswith(".")


def test_a_code_is_read_back_however_it_is_typed() -> None:
    for _ in range(100):
        code = rules.new_code()
        assert not set(code) & set("OI01")
        plain = rules.typed_code(code)
        assert len(plain) == 12
        assert rules.typed_code(f" {code.lower().replace('-', ' ')} ") == plain


@pytest.mark.parametrize("path", ["/", "/coaching/visits/new?person=1", "/search?q=a//b", "/people/%2F"], ids=str)
def test_own_paths(path: str) -> None:
    assert rules.own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [None, "", "elsewhere", "//host/", "/\\host", "http://host/", "/a\nb", "\t//host", "javascript:0", "///host"],
)
def test_paths_that_lead_elsewhere(path: str | None) -> None:
    assert rules.own_path(path) is None


def test_the_wait_is_counted_from_the_fifth_failure_back() -> None:
    now = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
    minutes = [now - dt.timedelta(minutes=minute) for minute in (14, 10, 5, 2, 1)]
    assert rules.wait_after(minutes[:4], now) is None
    assert rules.wait_after(minutes, now) == dt.timedelta(minutes=1)
    assert rules.wait_after([*minutes[1:], now - dt.timedelta(minutes=16)], now) is None
    assert rules.in_minutes(dt.timedelta(seconds=61)) == "2 minutes"
    assert rules.in_minutes(dt.timedelta(seconds=1)) == "1 minute"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/130.0 Safari/537.36", "Chrome on a Chromebook"),
        ("", "A browser"),
    ],
)
def test_browsers_are_called_by_their_names(user_agent: str, name: str) -> None:
    assert rules.browser_name(user_agent) == name
