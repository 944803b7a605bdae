"""Tokens -> the one style sheet. Widgets carry a property `role`; none sets a colour itself."""

from __future__ import annotations

from dataclasses import asdict

from perfview.ui.theme.colours import disabled, mix
from perfview.ui.theme.tokens import MONO, RADIUS, SIZE, Theme

_SURFACES = """
* { outline: 0; }
QWidget { color: {text}; }
QMainWindow, QDialog, QWidget[surface="window"] { background: {window}; }
QWidget[surface="panel"] { background: {panel}; }
QWidget[surface="raised"] { background: {raised}; }
QWidget[surface="canvas"] { background: {canvas}; }
QFrame[surface="overlay"] {
  background: {raised}; border: 1px solid {control}; border-radius: {r_overlay}px; }
QFrame[surface="well"] {
  background: {canvas}; border: 1px solid {line}; border-radius: {r_control}px; }
QWidget[edge="top"] { border-top: 1px solid {line}; }
QWidget[edge="bottom"] { border-bottom: 1px solid {line}; }
QWidget[edge="left"] { border-left: 1px solid {line}; }
QWidget[edge="right"] { border-right: 1px solid {line}; }
QFrame[role="line"] { background: {line}; max-height: 1px; min-height: 1px; border: 0; }
QFrame[role="line-down"] { background: {line}; max-width: 1px; min-width: 1px; border: 0; }
QMainWindow::separator { background: {line}; width: 1px; height: 1px; }
QSplitter::handle { background: {line}; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
"""

_FRAMES = """
QFrame[role="card"] {
  background: {panel}; border: 1px solid {line}; border-radius: {r_card}px; }
QFrame[role="card"]:hover { border-color: {control}; }
QFrame[role="card"][open="true"] { background: {raised}; border: 1px solid {accent}; }
QFrame[role="card"]:focus { border: 2px solid {accent}; }
QFrame[role="plain"] {
  background: {panel}; border: 1px solid {line}; border-radius: {r_card}px; }
QFrame[role="row"] { border: 0; border-radius: {r_control}px; }
QFrame[role="row"]:hover { background: {hover}; }
QFrame[role="row"]:focus { border: 2px solid {accent}; }
QFrame[role="row"][on="true"] { background: {selected}; }
QFrame[role="good"] {
  background: {save_tint}; border: 1px solid {save}; border-radius: {r_card}px; }
QFrame[role="alarm"] {
  background: {bad_tint}; border: 1px solid {bad}; border-radius: {r_card}px; }
QFrame[role="caution"] {
  background: {warn_tint}; border: 1px solid {warn}; border-radius: {r_card}px; }
"""

_LABELS = """
QLabel { background: transparent; border: 0; }
QLabel[role="hero"] { font-size: {s_hero}px; font-weight: 600; }
QLabel[role="verdict"] { font-size: {s_verdict}px; font-weight: 600; }
QLabel[role="head"] { font-size: {s_head}px; font-weight: 600; }
QLabel[role="title"] { font-size: {s_title}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="2"] { color: {text2}; }
QLabel[role="3"] { color: {text3}; font-size: {s_small}px; }
QLabel[role="axis"] { color: {text3}; font-size: {s_axis}px; }
QLabel[role="section"] { color: {text3}; font-size: {s_small}px; font-weight: 600; }
QLabel[role="bad"] { color: {bad}; font-weight: 600; }
QLabel[role="warn"] { color: {warn}; font-weight: 600; }
QLabel[role="save"] { color: {save}; font-weight: 600; }
QLabel[role="saving"] { color: {save}; font-size: {s_head}px; font-weight: 600; }
QLabel[role="link"] { color: {accent}; }
QLabel[role="mono"] { font-family: {mono}; font-size: {s_small}px; }
QLabel[role="key"] {
  color: {text2}; font-size: {s_axis}px; background: {raised};
  border: 1px solid {line}; border-radius: {r_key}px; padding: 0 4px; }
QLabel[role="badge"], QLabel[role="badge-bad"], QLabel[role="badge-save"],
QLabel[role="badge-warn"] {
  font-size: {s_axis}px; font-weight: 600; border-radius: 8px; padding: 0 6px; }
QLabel[role="badge"] { background: {raised}; color: {text2}; }
QLabel[role="badge-bad"] { background: {bad_tint}; color: {bad}; }
QLabel[role="badge-save"] { background: {save_tint}; color: {save}; }
QLabel[role="badge-warn"] { background: {warn_tint}; color: {warn}; }
"""

_BUTTONS = """
QPushButton {
  background: {raised}; border: 1px solid {line}; border-radius: {r_control}px;
  padding: 0 10px; min-height: 24px; }
QPushButton:hover { background: {hover}; border-color: {control}; }
QPushButton:pressed { background: {line}; }
QPushButton:focus { border: 2px solid {accent}; padding: 0 9px; min-height: 22px; }
QPushButton:disabled { color: {disabled}; background: {panel}; border-color: {line}; }
QPushButton[role="primary"] {
  background: {accent_fill}; border-color: {accent_fill}; color: {on_accent}; font-weight: 600; }
QPushButton[role="primary"]:hover { background: {accent_hover}; }
QPushButton[role="primary"]:focus { border-color: {ring}; }
QPushButton[role="primary"]:disabled {
  color: {disabled}; background: {panel}; border-color: {line}; }
QPushButton[role="flat"] {
  background: transparent; border-color: transparent; color: {text2}; padding: 0 6px; }
QPushButton[role="flat"]:hover { background: {hover}; color: {text}; }
QPushButton[role="flat"]:focus { border-color: {accent}; padding: 0 5px; }
QPushButton[role="flat"]:disabled { color: {disabled}; }
QPushButton[role="flat"]:checked { background: {selected}; color: {text}; }
QPushButton[role="link"] {
  background: transparent; border-color: transparent; color: {accent}; padding: 0;
  text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border-color: {accent}; padding: 0; }
QPushButton[role="seg"] {
  background: {canvas}; color: {text2}; border: 1px solid {line}; border-left: 0;
  border-radius: 0; }
QPushButton[role="seg"]:hover { background: {hover}; color: {text}; }
QPushButton[role="seg"][first="true"] {
  border-left: 1px solid {line};
  border-top-left-radius: {r_control}px; border-bottom-left-radius: {r_control}px; }
QPushButton[role="seg"][last="true"] {
  border-top-right-radius: {r_control}px; border-bottom-right-radius: {r_control}px; }
QPushButton[role="seg"]:checked {
  background: {selected}; color: {text}; font-weight: 600;
  border: 1px solid {accent}; }
QPushButton[role="seg"]:focus { border: 2px solid {accent}; }
QPushButton[role="seg"]:disabled { color: {disabled}; background: {canvas}; }
QPushButton[role="chip"] {
  background: transparent; border: 1px solid {line}; border-radius: 12px;
  min-height: 22px; padding: 0 8px; color: {text2}; font-size: {s_small}px; }
QPushButton[role="chip"]:hover { background: {hover}; border-color: {control}; }
QPushButton[role="chip"]:checked {
  background: {selected}; border-color: {accent}; color: {text}; font-weight: 500; }
QPushButton[role="chip"]:focus { border: 2px solid {accent}; min-height: 20px; padding: 0 7px; }
QPushButton[role="tab"] {
  background: transparent; border: 0; border-bottom: 2px solid transparent; border-radius: 0;
  color: {text2}; min-height: 31px; padding: 0 12px; }
QPushButton[role="tab"]:hover { color: {text}; background: {hover}; }
QPushButton[role="tab"]:checked {
  color: {text}; border-bottom: 2px solid {accent}; font-weight: 600; }
QPushButton[role="tab"]:focus { background: {hover}; border-bottom: 2px solid {accent}; }
QPushButton::menu-indicator { width: 0; image: none; }
"""

_FIELDS = """
QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: {canvas}; border: 1px solid {line}; border-radius: {r_control}px;
  padding: 0 8px; min-height: 24px;
  selection-background-color: {accent_fill}; selection-color: {on_accent}; }
QLineEdit:hover { border-color: {control}; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
  border: 2px solid {accent}; padding: 0 7px; min-height: 22px; }
QLineEdit[role="bare"] { background: transparent; border: 0; padding: 0; }
QPlainTextEdit { padding: 6px 8px; }
QPlainTextEdit[role="code"], QPlainTextEdit[role="code"]:focus { padding: 0; min-height: 0; }
QComboBox::drop-down { border: 0; width: 20px; }
QCheckBox { spacing: 8px; }
QSlider { background: transparent; border: 0; min-height: 20px; max-height: 20px; }
QSlider::groove:horizontal { background: {track}; border: 0; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: {accent}; border: 0; border-radius: 2px; margin: 8px 0; }
QSlider::handle:horizontal {
  background: {text}; border: 2px solid {panel}; width: 12px; height: 12px; margin: -6px 0;
  border-radius: 8px; }
QSlider::handle:horizontal:hover { background: {accent}; }
QSlider::handle:horizontal:focus { background: {accent}; border-color: {text}; }
"""

_LISTS = """
QAbstractItemView {
  background: {panel}; border: 0; selection-background-color: {selected};
  selection-color: {text}; gridline-color: transparent; }
QTreeView::item, QTableView::item, QListView::item { border: 0; padding: 0 6px; }
QHeaderView { background: {panel}; border: 0; }
QHeaderView::section {
  background: {panel}; color: {text3}; border: 0; border-bottom: 1px solid {line};
  padding: 0 8px; font-size: {s_small}px; font-weight: 600; }
QHeaderView::section:hover { color: {text}; background: {hover}; }
QTableCornerButton::section { background: {panel}; border: 0; }
QScrollArea { border: 0; background: transparent; }
QScrollArea > QWidget > QWidget[role="inside"] { background: transparent; }
QScrollBar { background: transparent; }
QScrollBar:vertical { width: 10px; margin: 2px; }
QScrollBar:horizontal { height: 10px; margin: 2px; }
QScrollBar::handle { background: {control_faint}; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: {control}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

_FLOATING = """
QToolTip {
  background: {raised}; color: {text}; border: 1px solid {control};
  border-radius: 4px; padding: 6px 8px; }
QMenu { background: {raised}; border: 1px solid {control}; padding: 4px; }
QMenu::item { padding: 5px 22px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: {selected}; }
QMenu::item:disabled { color: {disabled}; }
QMenu::separator { height: 1px; background: {line}; margin: 4px 8px; }
QDockWidget { background: {window}; }
QTabBar { background: {window}; border: 0; qproperty-drawBase: 0; }
QTabWidget::pane { border: 0; }
QTabBar::tab {
  background: transparent; border: 0; border-bottom: 2px solid transparent; color: {text2};
  height: 31px; padding: 0 14px; }
QTabBar::tab:hover { color: {text}; background: {hover}; }
QTabBar::tab:selected { color: {text}; border-bottom: 2px solid {accent}; font-weight: 600; }
QProgressBar {
  background: {track}; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: {accent}; border-radius: 2px; }
"""

_PARTS = (_SURFACES, _FRAMES, _LABELS, _BUTTONS, _FIELDS, _LISTS, _FLOATING)


def sheet(theme: Theme) -> str:
    """The application's style sheet in this theme."""
    text = "".join(_PARTS)
    for name, value in _words(theme).items():
        text = text.replace("{" + name + "}", value)
    return text


def _words(theme: Theme) -> dict[str, str]:
    words = {name: value for name, value in asdict(theme).items() if isinstance(value, str)}
    words |= {f"s_{name}": str(value) for name, value in asdict(SIZE).items()}
    words |= {f"r_{name}": str(value) for name, value in asdict(RADIUS).items()}
    words["mono"] = ", ".join(f'"{family}"' for family in MONO)
    words["disabled"] = disabled(theme)
    words["accent_hover"] = mix(theme.accent_fill, theme.ink, 0.88)
    words["control_faint"] = mix(theme.control, theme.panel, 0.5)
    words["ring"] = theme.text if theme.is_dark else theme.ink
    return words
