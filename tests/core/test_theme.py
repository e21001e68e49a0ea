"""A trust's own colours can be read, or are refused with the nearest that can."""

import pytest
from hypothesis import given, strategies as st

from cpd.core import theme

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_of_black_and_white_is_the_most_there_is() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_our_own_colours_can_be_read() -> None:
    assert theme.checked("#4A1F45", "brand") == "#4a1f45"
    assert theme.checked(" #0b6360 ", "action") == "#0b6360"


def test_a_pale_colour_is_refused_with_the_nearest_that_can_be_read() -> None:
    with pytest.raises(theme.UnreadableColour) as refused:
        theme.checked("#9fc5e8", "brand")
    assert refused.value.field == "brand"
    assert theme.nearest_readable("#9fc5e8") in refused.value.message


@pytest.mark.parametrize("text", ["", "plum", "#fff", "4a1f45", "#4a1f4g", "#4a1f45;}"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(theme.UnreadableColour, match="six letters or digits"):
        theme.checked(text, "action")


@given(COLOURS)
def test_the_nearest_can_always_be_read_in_all_three_ways(colour: str) -> None:
    nearest = theme.nearest_readable(colour)
    assert theme.readable(nearest)
    assert theme.contrast(nearest, "#ffffff") >= theme.LEAST_CONTRAST
    assert nearest == colour or not theme.readable(colour)


def test_the_stylesheet_sets_the_six_properties_and_nothing_else() -> None:
    css = theme.stylesheet("#123456", "#0b6360")
    assert css.startswith(":root{--brand:#123456;")
    assert css.endswith("}\n")
    assert css.count(":#") == 6
