from __future__ import annotations

from perfview.bundles.searching.code_names import Names
from perfview.bundles.searching.lazy_examples import lazy_example
from perfview.bundles.study import Study
from perfview.findings.finding import Example
from tests.bundles.building import BundleBuilder

MODULES = "node_modules"


def example(
    importer: str, target: str, text: str = "", packages: tuple[str, ...] = (), request: str = ""
) -> Example:
    """The example for one import; `text`: the importer's source, as a source map carries it."""
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module(importer, chunk="main", entry=True)
    made.module(target, chunk="main")
    made.imports(importer, target, request=request, line=0)
    for package in packages:
        made.module(f"{MODULES}/{package}/index.js", chunk="main")
        made.imports(importer, f"{MODULES}/{package}/index.js")
    study = made.study()
    if text:
        tell(study, made.row(importer), text)
    return lazy_example(study, made.row(importer), made.row(target))


def tell(study: Study, module: int, text: str) -> None:
    """As if a source map carried the module's source."""
    study.once("bundles.code_names", lambda: {module: Names(text=text)})


def test_a_path_is_written_as_the_importer_would() -> None:
    found = example("src/routes/Home.jsx", "src/features/export.js")
    assert found.before.startswith("import * as exportModule from '../features/export';")
    assert "const exportModule = await import('../features/export');" in found.after


def test_where_a_request_leads_is_not_how_it_is_written() -> None:
    found = example("src/App.js", "src/features/export.js", request="src/features/export")
    assert "from './features/export';" in found.before


def test_a_component_that_is_imported_by_name() -> None:
    text = "import { Sales } from './pages/Sales';"
    found = example("src/App.jsx", "src/pages/Sales.jsx", text)
    assert found.before == "import { Sales } from './pages/Sales';"
    assert "import('./pages/Sales').then((m) => ({ default: m.Sales }))" in found.after


def test_a_component_that_is_the_default_export() -> None:
    text = "import Page from './pages/Sales';"
    found = example("src/App.jsx", "src/pages/Sales.jsx", text)
    assert found.before == "import Page from './pages/Sales';"
    assert found.after.startswith("const Page = lazy(() => import('./pages/Sales'));")


def test_a_component_in_a_plain_script_of_a_react_application() -> None:
    text = "import { Editor } from './Editor';"
    assert "lazy(" in example("src/App.js", "src/Editor.js", text, ("react",)).after
    assert "onClick" in example("src/App.js", "src/Editor.js", text).after


def test_a_package_that_is_taken_as_a_whole() -> None:
    text = "import * as THREE from 'three';"
    found = example("src/main.js", f"{MODULES}/three/index.js", text)
    assert found.before.startswith("import * as THREE from 'three';")
    assert "const THREE = await import('three');" in found.after


def test_what_is_no_component_is_awaited_in_vue() -> None:
    text = "import { Scene } from 'three';\nexport const show = () => new Scene();\n"
    three = f"{MODULES}/three/build/three.module.js"
    found = example("src/model.ts", three, text, ("vue",), request="three")
    assert found.before == "import { Scene } from 'three';"
    assert "const { Scene } = await import('three');" in found.after
    assert "const Scene = () =>" not in found.after
