"""A small app with flaws, and its fixes: what `benchmarks.bundles.rebuilding` builds.

Every fix is a change of the sources, and beside it the changes of imports that stand for it, as
`perfview what-if` takes them.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PACKAGE = """{"name":"desk","private":true,"version":"1.0.0","sideEffects":true,
"dependencies":{"react":"18.3.1","react-dom":"18.3.1","wouter":"3.3.5","@mui/material":"6.1.6",
"@emotion/react":"11.13.3","@emotion/styled":"11.13.0","echarts":"5.5.1","lodash-es":"4.17.21",
"underscore":"1.13.7","ramda":"0.30.1","luxon":"3.5.0","dayjs":"1.11.13","marked":"14.1.3",
"pdf-lib":"1.17.1","three":"0.169.0","mathjs":"13.2.0","d3":"7.9.0","mobx":"6.13.5",
"papaparse":"5.4.1","jszip":"3.10.1","uuid":"10.0.0","rxjs":"7.8.1","fuse.js":"7.0.0"},
"devDependencies":{"webpack":"5.112.2","esbuild-loader":"4.2.2",
"esbuild":"0.28.2","vite":"8.3.8","rollup-plugin-visualizer":"7.1.3","@rspack/core":"2.3.2"}}
"""

_SOURCES = {
    "index.html": '<!doctype html><div id="root"></div>'
    '<script type="module" src="/index.jsx"></script>\n',
    "index.jsx": """import React from 'react';
import { createRoot } from 'react-dom/client';
import App from './App';
createRoot(document.getElementById('root')).render(<App />);
""",
    "App.jsx": """import React, { Suspense, lazy } from 'react';
import { Route, Switch } from 'wouter';
import { state } from './state';
import Board from './routes/Board';
import Charts from './routes/Charts';
const Notes = lazy(() => import('./routes/Notes'));
const Stats = lazy(() => import('./routes/Stats'));
const Admin = lazy(() => import('./routes/Admin'));
export default function App() {
  return (<Suspense fallback={state.title}><Switch>
    <Route path="/" component={Board} /><Route path="/charts" component={Charts} />
    <Route path="/notes" component={Notes} /><Route path="/stats" component={Stats} />
    <Route path="/admin" component={Admin} /></Switch></Suspense>);
}
""",
    "state.js": """import { makeAutoObservable } from 'mobx';
export const state = makeAutoObservable({ title: 'desk', items: [] });
""",
    "lib/index.js": """export * from './time';
export * from './text';
export { pack, parse } from './sheet';
export { default as search } from './search';
""",
    "lib/time.js": """import { DateTime } from 'luxon';
export const today = () => DateTime.now().toISODate();
""",
    "lib/text.js": """import { words, kebabCase } from 'lodash-es';
export const slug = (text) => kebabCase(words(text).join(' '));
""",
    "lib/sheet.js": """import Papa from 'papaparse';
import JSZip from 'jszip';
window.__sheets = window.__sheets || [];
export const parse = (text) => Papa.parse(text);
export const pack = (text) => new JSZip().file('a.csv', text).generateAsync({ type: 'blob' });
""",
    "lib/search.js": """import Fuse from 'fuse.js';
window.__search = 1;
export default function search(list, text) { return new Fuse(list).search(text); }
""",
    "features/print.js": """import { PDFDocument } from 'pdf-lib';
export async function print(text) {
  const made = await PDFDocument.create();
  made.addPage().drawText(text);
  return made.save();
}
""",
    "features/Wizard.jsx": """import React from 'react';
import { Stepper, Step, StepLabel, Autocomplete, TextField } from '@mui/material';
export default function Wizard() {
  return (<><Stepper><Step><StepLabel>one</StepLabel></Step></Stepper>
    <Autocomplete options={[]} renderInput={(p) => <TextField {...p} />} /></>);
}
""",
    "routes/Board.jsx": """import React, { useState } from 'react';
import { Button, Paper } from '@mui/material';
import { today, slug } from '../lib';
import { Panel03 } from '../ui';
import { print } from '../features/print';
import Wizard from '../features/Wizard';
import dayjs from 'dayjs';
export default function Board() {
  const [open, setOpen] = useState(false);
  return (<Paper><Panel03 title={slug('a b') + today() + dayjs().format()} />
    <Button onClick={() => print('x')}>print</Button>
    <Button onClick={() => setOpen(true)}>new</Button>{open && <Wizard />}</Paper>);
}
""",
    "routes/Charts.jsx": """import React, { useEffect, useRef } from 'react';
import * as echarts from 'echarts';
export default function Charts() {
  const at = useRef();
  useEffect(() => { echarts.init(at.current).setOption({ series: [{ type: 'line' }] }); }, []);
  return <div ref={at} />;
}
""",
    "routes/Notes.jsx": """import React from 'react';
import { marked } from 'marked';
import { Dialog, Tabs, Tab } from '@mui/material';
import { parse, pack } from '../lib';
import { Panel07, Panel08 } from '../ui';
export default function Notes() {
  return (<Dialog open><Tabs value={0}><Tab label={marked.parse('*a*')} /></Tabs>
    <Panel07 title={parse('a,b').data.length} /><Panel08 title={String(pack('a'))} /></Dialog>);
}
""",
    "routes/Stats.jsx": """import React from 'react';
import { evaluate } from 'mathjs';
import * as R from 'ramda';
import _ from 'underscore';
import { scaleLinear, line, extent } from 'd3';
export default function Stats() {
  const scale = scaleLinear().domain(extent([1, 2, 3]));
  return (<p>{evaluate('1 + 1')}{R.sum(R.map(R.inc, [1]))}{_.first([1])}{line()([[scale(1), 1]])}
    </p>);
}
""",
    "routes/Admin.jsx": """import React from 'react';
import { Scene, WebGLRenderer, Mesh, BoxGeometry } from 'three';
import { v4 } from 'uuid';
import { from, map } from 'rxjs';
import { search } from '../lib';
import { Panel11 } from '../ui';
export default function Admin() {
  const show = () => new WebGLRenderer().render(new Scene().add(new Mesh(new BoxGeometry())));
  from([1]).pipe(map((x) => x)).subscribe();
  return <Panel11 title={v4() + search(['a'], 'a').length + String(show)} />;
}
""",
}


def write_app(folder: Path) -> None:
    """The sources of the app into ``src`` of a folder, in the place of what is there."""
    shutil.rmtree(folder / "src", ignore_errors=True)
    for name, text in {**_SOURCES, **_panels()}.items():
        place = folder / "src" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    (folder / "package.json").write_text(PACKAGE, "utf-8")


def _panels() -> dict[str, str]:
    """A barrel of twenty panels with side effects, of which four are used."""
    chosen = random.Random(3)
    found = {}
    for at in range(20):
        rows = "\n".join(
            f'      <li key="{k}">panel {at} row {k} {chosen.randrange(10**12)}</li>'
            for k in range(chosen.randint(20, 120))
        )
        found[f"ui/Panel{at:02d}.jsx"] = f"""import React from 'react';
(window.__panels = window.__panels || []).push({at});
export default function Panel{at:02d}({{ title }}) {{
  return (<ul><b>{{title}}</b>
{rows}
  </ul>);
}}
"""
    lines = [f"export {{ default as Panel{at:02d} }} from './Panel{at:02d}';" for at in range(20)]
    return {**found, "ui/index.js": "\n".join(lines) + "\n"}


@dataclass(frozen=True)
class Repair:
    """A fix of the app: what it changes in ``src``, and the changes of imports that it is."""

    name: str
    change: Callable[[Path], None]
    changes: tuple[tuple[str, str], ...]
    is_range: bool = False


def _replaced(*edits: tuple[str, str, str]) -> Callable[[Path], None]:
    """A change of files: each of a name, what is there, and what takes its place."""

    def change(folder: Path) -> None:
        for name, old, new in edits:
            place = folder / "src" / name
            text = place.read_text("utf-8")
            if old not in text:
                raise ValueError(f"{name} has no {old!r}")
            place.write_text(text.replace(old, new), "utf-8")

    return change


def _freed(folder: Path) -> None:
    (folder / "src/ui/package.json").write_text('{"sideEffects":false}\n', "utf-8")


def _both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for each in changes:
            each(folder)

    return change


_PRINT = _replaced(
    ("routes/Board.jsx", "import { print } from '../features/print';\n", ""),
    ("routes/Board.jsx", "print('x')", "import('../features/print').then((m) => m.print('x'))"),
)
_CHARTS = _replaced(
    (
        "App.jsx",
        "import Charts from './routes/Charts';",
        "const Charts = lazy(() => import('./routes/Charts'));",
    )
)
_WIZARD = _replaced(
    ("routes/Board.jsx", "import React, { useState }", "import React, { useState, lazy }"),
    (
        "routes/Board.jsx",
        "import Wizard from '../features/Wizard';",
        "const Wizard = lazy(() => import('../features/Wizard'));",
    ),
)

REPAIRS = (
    Repair("print_lazy", _PRINT, (("lazy", "Board.jsx\nfeatures/print.js"),)),
    Repair("charts_lazy", _CHARTS, (("lazy", "App.jsx\nroutes/Charts.jsx"),)),
    Repair("wizard_lazy", _WIZARD, (("lazy", "Board.jsx\nWizard.jsx"),)),
    Repair(
        "all_lazy",
        _both(_PRINT, _CHARTS, _WIZARD),
        (
            ("lazy", "Board.jsx\nfeatures/print.js"),
            ("lazy", "App.jsx\nroutes/Charts.jsx"),
            ("lazy", "Board.jsx\nWizard.jsx"),
        ),
    ),
    Repair(
        "luxon_removed",
        _replaced(
            ("lib/time.js", "import { DateTime } from 'luxon';\n", ""),
            ("lib/time.js", "DateTime.now().toISODate()", "new Date().toISOString()"),
        ),
        (("remove", "luxon"),),
    ),
    Repair(
        "three_removed",
        _replaced(
            (
                "routes/Admin.jsx",
                "import { Scene, WebGLRenderer, Mesh, BoxGeometry } from 'three';\n",
                "",
            ),
            (
                "routes/Admin.jsx",
                "() => new WebGLRenderer().render(new Scene().add(new Mesh(new BoxGeometry())))",
                "() => 1",
            ),
        ),
        (("remove", "three"),),
    ),
    Repair(
        "mathjs_removed",
        _replaced(
            ("routes/Stats.jsx", "import { evaluate } from 'mathjs';\n", ""),
            ("routes/Stats.jsx", "evaluate('1 + 1')", "2"),
        ),
        (("cut", "Stats.jsx\nmathjs"),),
    ),
    Repair(
        "ramda_and_underscore_removed",
        _replaced(
            ("routes/Stats.jsx", "import * as R from 'ramda';\n", ""),
            ("routes/Stats.jsx", "import _ from 'underscore';\n", ""),
            ("routes/Stats.jsx", "R.sum(R.map(R.inc, [1]))}{_.first([1])", "3"),
        ),
        (("remove", "ramda"), ("remove", "underscore")),
    ),
    Repair(
        "d3_removed",
        _replaced(
            ("routes/Stats.jsx", "import { scaleLinear, line, extent } from 'd3';\n", ""),
            ("routes/Stats.jsx", "scaleLinear().domain(extent([1, 2, 3]))", "(x) => x"),
            ("routes/Stats.jsx", "line()([[scale(1), 1]])", "scale(1)"),
        ),
        (("cut", "Stats.jsx\nnode_modules/d3"),),
    ),
    Repair(
        "lib_bypassed",
        _replaced(
            (
                "routes/Board.jsx",
                "import { today, slug } from '../lib';",
                "import { today } from '../lib/time';\nimport { slug } from '../lib/text';",
            ),
            ("routes/Notes.jsx", "from '../lib'", "from '../lib/sheet'"),
            (
                "routes/Admin.jsx",
                "import { search } from '../lib'",
                "import search from '../lib/search'",
            ),
        ),
        (("bypass", "src/lib"),),
    ),
    Repair("ui_freed", _freed, (("free", "src/ui"),)),
)
"""Every fix of the app."""
