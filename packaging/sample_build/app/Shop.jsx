import { Suspense, lazy, useState } from "react";
import { store } from "./store";
import { Catalogue } from "./pages/Catalogue";
import { SalesReport } from "./pages/SalesReport"; // for the shop's owner, yet everybody loads it

const Basket = lazy(() => import(/* webpackChunkName: "basket" */ "./pages/Basket"));

export function Shop() {
  const [page, go] = useState("catalogue");
  return (
    <main data-items={store.getState().basket.length}>
      <nav>
        {["catalogue", "basket", "sales"].map((name) => (
          <button key={name} onClick={() => go(name)}>
            {name}
          </button>
        ))}
      </nav>
      <Suspense fallback={null}>
        {page === "catalogue" && <Catalogue />}
        {page === "basket" && <Basket />}
        {page === "sales" && <SalesReport />}
      </Suspense>
    </main>
  );
}
