"""Several tagged PDF files as one: a bookmark for each, and the tags of all of them, so that it is PDF/UA-1 again.

Joining pages alone would leave their tags behind. Here the trees of structure are joined as well, and the numbers by
which pages and links find their place in a tree are moved up past those of the files before.
"""

import io
from collections.abc import Iterable

import pikepdf

_UA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"


def combine_pdfs(parts: Iterable[tuple[str, bytes]], title: str) -> bytes:
    """One PDF of ``(bookmark, file)`` pairs, in their order; what the files hold stays as it is, page by page."""
    with pikepdf.new() as whole:
        tree = whole.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Array(), ParentTree=pikepdf.Dictionary())
        )
        places: dict[int, pikepdf.Object] = {}
        bookmarks: list[tuple[str, int]] = []
        sources = []
        for bookmark, content in parts:
            source = pikepdf.open(io.BytesIO(content))
            # What is copied is read when the whole is written.
            sources.append(source)
            bookmarks.append((bookmark, len(whole.pages)))
            _add(whole, tree, places, source)
        tree.ParentTree.Nums = pikepdf.Array([item for key in sorted(places) for item in (key, places[key])])
        _describe(whole, tree, title)
        with whole.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(bookmark, page) for bookmark, page in bookmarks)
        written = io.BytesIO()
        whole.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        for source in sources:
            source.close()
    return written.getvalue()


def _add(whole: pikepdf.Pdf, tree: pikepdf.Object, places: dict[int, pikepdf.Object], source: pikepdf.Pdf) -> None:
    """Pages first: what the tags then say of a page leads to its copy."""
    first, from_page = max(places, default=-1) + 1, len(whole.pages)
    whole.pages.extend(source.pages)
    own = whole.copy_foreign(source.make_indirect(source.Root.StructTreeRoot))
    for element in own.K:
        element.P = tree
        tree.K.append(element)
    for page in whole.pages[from_page:]:
        if "/StructParents" in page.obj:
            page.obj.StructParents = int(page.obj.StructParents) + first
        for note in page.obj.get("/Annots", ()):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + first
    for key, place in pikepdf.NumberTree(own.ParentTree).items():
        places[key + first] = place


def _describe(whole: pikepdf.Pdf, tree: pikepdf.Object, title: str) -> None:
    root = whole.Root
    root.StructTreeRoot = tree
    root.MarkInfo = pikepdf.Dictionary(Marked=True)
    root.Lang = pikepdf.String("en-GB")
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata[_UA_PART] = "1"
