from __future__ import annotations

import pytest

from perfview.bundles.searching.first_shown import ALWAYS, FIRST, LATER, UNKNOWN, when_shown

STATES = """
export function Shop() {
  const [page, go] = useState("catalogue");
  const [open, setOpen] = React.useState(false);
  const [hint] = useState(true);
  return (<main><Header />
        {page === "catalogue" && <Catalogue />}
        {page === "sales" && (
           <Sales big />)}
        {open ? <Dialog /> : null}
        {hint && <Hint />}
        {other && <Other />}
  </main>); }
"""
ROUTES = """<Routes>
 <Route path="/" element={<Home />} /><Route path="/settings" element={<Settings />} />
 <Route index element={<Start/>} />
 <Route exact path="/" component={Old} />
 <Route element={<Admin level={1} />} path="/admin" />
</Routes>"""
TABLE = """const routes = [{ path: '/', component: Home }, { path: '/set', component: Settings },
 { path: '/x', children: [{ index: true, element: <Start /> }, { path: 'a', element: <Admin /> }]},
 { path: '/y',
   name: 'y',
   component: Old,
 },
]"""
VUE = """<template><Home v-if="tab === 'a'" /><Settings v-else-if="tab === 'b'"/>
<Dialog v-if="open" @close="x"/><Header/></template>
<script setup>const tab = ref('a'); const open = ref(false)</script>"""
SVELTE = """<script>let page = 'home'; let open = false;</script>
{#if page === 'home'}<Home/>{/if}{#if open}
<Dialog/>{/if}"""
SWITCH = """function View() { const [tab] = useState('a');
switch (tab) { case 'a': return <Home />; case 'b': return <Settings />; } }"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            STATES,
            {
                "Catalogue": FIRST,
                "Sales": LATER,
                "Dialog": LATER,
                "Hint": FIRST,
                "Header": ALWAYS,
                "Other": UNKNOWN,
                "Nowhere": UNKNOWN,
            },
        ),
        (ROUTES, {"Home": FIRST, "Settings": LATER, "Start": FIRST, "Old": FIRST, "Admin": LATER}),
        (TABLE, {"Home": FIRST, "Settings": LATER, "Start": FIRST, "Admin": LATER, "Old": LATER}),
        (VUE, {"Home": FIRST, "Settings": LATER, "Dialog": LATER, "Header": ALWAYS}),
        (SVELTE, {"Home": FIRST, "Dialog": LATER}),
        (SWITCH, {"Home": FIRST, "Settings": LATER}),
    ],
    ids=["state", "routes", "table of routes", "vue", "svelte", "switch"],
)
def test_when_components_are_shown(text: str, shown: dict[str, str]) -> None:
    assert {name: when_shown(text, {name}) for name in shown} == shown


def test_the_first_of_several_uses_decides() -> None:
    assert when_shown(STATES, {"Sales", "Catalogue"}) == FIRST
