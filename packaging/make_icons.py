"""Writes the two icon themes, for light and for dark windows, from the one set of drawings below.

Run it after changing a drawing: `python packaging/make_icons.py`. The themes are committed, so that neither a build nor
a package needs this script. Every drawing lives on a grid of 24 and is stroked 2 wide with round ends; `F` before a path
means filled instead. Names are those of the freedesktop icon naming specification where it has one.
"""

from pathlib import Path

ICONS = Path(__file__).parents[1] / "resources" / "icons"
THEMES = {"tipdesk": ("Tipdesk", "#4a5560"), "tipdesk-dark": ("Tipdesk dark", "#d7dde3")}

_PAGE = "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5"
_TRAY = "M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3"
_BIN = (
    "M4 6.5h16M9.5 6.5V4.6A1.1 1.1 0 0 1 10.6 3.5h2.8a1.1 1.1 0 0 1 1.1 1.1v1.9M6 6.5l.8 12.2A2 2 0 0 0 8.8 20.5h6.4a2 2 0 0 0 2-1.8L18 6.5"
)
_STAR = "M12 3.2l2.65 5.55 6.1.8-4.47 4.23 1.12 6.05L12 16.9l-5.4 2.93 1.12-6.05L3.25 9.55l6.1-.8z"
_RING = "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z"

DRAWINGS: dict[str, tuple[str, ...]] = {
    "application-exit": ("M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4", "M10 12h11M16.5 7.5L21 12l-4.5 4.5"),
    "applications-internet": (_RING, "M3 12h18M12 3c2.6 2.6 3.8 5.6 3.8 9s-1.2 6.4-3.8 9c-2.6-2.6-3.8-5.6-3.8-9s1.2-6.4 3.8-9z"),
    "bookmark-new": ("M17 10.5V5a2 2 0 0 0-2-2H7a2 2 0 0 0-2 2v15l6-4.5", "M17.5 14.5v6M14.5 17.5h6"),
    "building": ("M5 21V5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v16M16 10h2a2 2 0 0 1 2 2v9M3 21h18", "M9 7.5h3M9 11.5h3M9 15.5h3"),
    "configure": (
        "M4 7h7M17 7h3M4 17h3M13 17h7",
        "M14 4.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5z",
        "M10 14.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5z",
    ),
    "dialog-error": (_RING, "M9 9l6 6M15 9l-6 6"),
    "dialog-information": (_RING, "M12 11v6", "FM12 6.3a1.3 1.3 0 1 0 0 2.6a1.3 1.3 0 1 0 0-2.6z"),
    "dialog-warning": (
        "M10.6 4.3 2.7 18a1.6 1.6 0 0 0 1.4 2.4h15.8a1.6 1.6 0 0 0 1.4-2.4L13.4 4.3a1.6 1.6 0 0 0-2.8 0z",
        "M12 9.5v4.2",
        "FM12 15.4a1.3 1.3 0 1 0 0 2.6a1.3 1.3 0 1 0 0-2.6z",
    ),
    "dialog-ok-apply": ("M4.5 12.5l5 5L19.5 7",),
    "document-edit": ("M4 20l1.2-4.8L16 4.4a2 2 0 0 1 2.8 0l.8.8a2 2 0 0 1 0 2.8L8.8 18.8z", "M14 6.5l3.5 3.5"),
    "document-export": (_TRAY, "M12 15V3.5M7.5 8L12 3.5 16.5 8"),
    "document-import": (_TRAY, "M12 3.5V15M7.5 10.5L12 15l4.5-4.5"),
    "document-new": (_PAGE, "M12 11.5v6M9 14.5h6"),
    "document-open": (
        "M4.6 19A1.6 1.6 0 0 1 3 17.4V6.1a1.6 1.6 0 0 1 1.6-1.6H9l2.2 2.6h6.6a1.6 1.6 0 0 1 1.6 1.6v1.8",
        "M4.6 19l3-7.4a1.7 1.7 0 0 1 1.6-1.1H21l-2.7 7.3A1.8 1.8 0 0 1 16.6 19z",
    ),
    "document-print": ("M7 8.5V3.5h10v5M7 17H5a2 2 0 0 1-2-2v-4.5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2V15a2 2 0 0 1-2 2h-2", "M7 13.5h10v7H7z"),
    "document-save": ("M6 4h10l4 4v10a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z", "M8 4v4.5h6.5V4M8 20v-6h8v6"),
    "edit-clear": ("M9 5h10.5A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5H9l-6-7z", "M11.5 9.5l5 5M16.5 9.5l-5 5"),
    "edit-copy": (
        "M10.5 9H18.5A1.5 1.5 0 0 1 20 10.5v8A1.5 1.5 0 0 1 18.5 20h-8A1.5 1.5 0 0 1 9 18.5v-8A1.5 1.5 0 0 1 10.5 9z",
        "M15 5.5A1.5 1.5 0 0 0 13.5 4h-8A1.5 1.5 0 0 0 4 5.5v8A1.5 1.5 0 0 0 5.5 15",
    ),
    "edit-delete": (_BIN, "M10 11v5.5M14 11v5.5"),
    "edit-find": ("M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z", "M15.2 15.2L20.5 20.5"),
    "edit-find-replace": (
        "M10 3.5a6 6 0 1 0 0 12a6 6 0 1 0 0-12zM14.3 13.8L16 15.5",
        "M20.5 15.5a3.2 3.2 0 0 1-3.2 5H12M14 18.3l-2.2 2.2 2.2 2",
    ),
    "edit-paste": (
        "M9 5H7a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2h-2",
        "M10 3h4a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1h-4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z",
        "M9 12h6M9 16h4",
    ),
    "edit-redo": ("M15.5 4.5l4.5 4.5-4.5 4.5", "M20 9H9.5a5.5 5.5 0 0 0 0 11H13"),
    "edit-rename": (
        "M11.5 7.5H4.5A1.5 1.5 0 0 0 3 9v6a1.5 1.5 0 0 0 1.5 1.5h7M19.5 7.5A1.5 1.5 0 0 1 21 9v6a1.5 1.5 0 0 1-1.5 1.5",
        "M13 3.5h5M13 20.5h5M15.5 3.5v17",
    ),
    "edit-select-all": (
        "M4 7.5V5.5A1.5 1.5 0 0 1 5.5 4h2M16.5 4h2A1.5 1.5 0 0 1 20 5.5v2M20 16.5v2a1.5 1.5 0 0 1-1.5 1.5h-2M7.5 20h-2A1.5 1.5 0 0 1 4 18.5v-2",
        "M8.5 8.5h7v7h-7z",
    ),
    "edit-undo": ("M8.5 4.5L4 9l4.5 4.5", "M4 9h10.5a5.5 5.5 0 0 1 0 11H11"),
    "folder": ("M4.5 19A1.5 1.5 0 0 1 3 17.5V6.1A1.6 1.6 0 0 1 4.6 4.5H9l2.2 2.5h8.2A1.6 1.6 0 0 1 21 8.6v8.9A1.5 1.5 0 0 1 19.5 19z",),
    "go-down": ("M5 9l7 7 7-7",),
    "go-next": ("M9 5l7 7-7 7",),
    "go-previous": ("M15 5l-7 7 7 7",),
    "go-up": ("M5 15l7-7 7 7",),
    "help-about": (_RING, "M9.2 9.3a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1.1-1.5 2.1", "FM12 15.7a1.2 1.2 0 1 0 0 2.4a1.2 1.2 0 1 0 0-2.4z"),
    "list-add": ("M12 5v14M5 12h14",),
    "list-remove": ("M5 12h14",),
    "mail-attachment": ("M19.5 11l-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8.3-8.3a3.05 3.05 0 0 1 4.3 4.3l-8.2 8.2a1.5 1.5 0 0 1-2.15-2.15L15 6.8",),
    "non-starred": (_STAR,),
    "process-stop": ("M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z", "M9.5 9.5l5 5M14.5 9.5l-5 5"),
    "starred": (_STAR, "F" + _STAR),
    "tag-new": ("M3.5 3.5h6.7l7.6 7.6-6.7 6.7-7.6-7.6z", "FM7.3 5.9a1.4 1.4 0 1 0 0 2.8a1.4 1.4 0 1 0 0-2.8z", "M18.5 15.5v6M15.5 18.5h6"),
    "text-x-note": (
        "M5.5 4h13A1.5 1.5 0 0 1 20 5.5V14l-6 6H5.5A1.5 1.5 0 0 1 4 18.5v-13A1.5 1.5 0 0 1 5.5 4zM20 14h-4.5a1.5 1.5 0 0 0-1.5 1.5V20",
        "M8 8.5h8M8 12.5h3.5",
    ),
    "user": ("M12 3.5a4 4 0 1 0 0 8a4 4 0 1 0 0-8z", "M4.5 20.5v-1a5 5 0 0 1 5-5h5a5 5 0 0 1 5 5v1"),
    "user-trash": ("M4.5 8.5h15l-1.7 10.3a2 2 0 0 1-2 1.7H8.2a2 2 0 0 1-2-1.7z", "M7.5 8.5l1.3-4 3.4 1.3 3.3-1.8 1.5 4.5"),
    "view-filter": ("M4 4.5h16l-6.2 7.3v6l-3.6 2v-8z",),
    "view-list-details": ("M3.5 5h17v14h-17zM3.5 10h17M9 10v9M3.5 14.5h17",),
    "view-list-tree": ("M5 3.5v13a2 2 0 0 0 2 2h3M5 10.5h5", "M9.5 4h11M14 10.5h6.5M14 18.5h6.5"),
    "view-refresh": ("M20 12a8 8 0 0 1-14.3 4.9M4 12A8 8 0 0 1 18.3 7.1", "M18.7 3v4.2h-4.2M5.3 21v-4.2h4.2"),
    "view-statistics": ("M4 3.5v17h17", "M9 16.5v-4M13.5 16.5V8M18 16.5v-6.5"),
    "window-close": ("M6 6l12 12M18 6L6 18",),
}


def drawing(paths: tuple[str, ...], colour: str) -> str:
    """One icon as SVG."""
    shapes = "".join(
        f'<path d="{path[1:]}" fill="{colour}"/>' if path.startswith("F") else f'<path d="{path}" fill="none" stroke="{colour}"/>'
        for path in paths
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{shapes}</svg>\n'
    )


def index(title: str) -> str:
    """A theme's index.theme: one scalable folder of actions."""
    return (
        f"[Icon Theme]\nName={title}\nComment=The icons of tipdesk\nInherits=hicolor\nDirectories=scalable/actions\n\n"
        "[scalable/actions]\nContext=Actions\nSize=24\nMinSize=8\nMaxSize=512\nType=Scalable\n"
    )


def main() -> None:
    """Write both themes over what is there."""
    for theme, (title, colour) in THEMES.items():
        folder = ICONS / theme / "scalable" / "actions"
        folder.mkdir(parents=True, exist_ok=True)
        (ICONS / theme / "index.theme").write_text(index(title), encoding="utf-8")
        for name, paths in DRAWINGS.items():
            (folder / f"{name}.svg").write_text(drawing(paths, colour), encoding="utf-8")


if __name__ == "__main__":
    main()
