import { produce } from "immer";
import { PriceTag } from "../widgets";
import { store } from "../store";

const discounted = (items) => produce(items, (draft) => draft.forEach((item) => (item.price *= 0.9)));

export default function Basket() {
  const items = discounted(store.getState().basket);
  return (
    <ol>
      {items.map((item) => (
        <li key={item.name}>
          {item.name} <PriceTag price={item.price} />
        </li>
      ))}
    </ol>
  );
}
