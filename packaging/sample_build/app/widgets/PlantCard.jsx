import { PriceTag } from "./PriceTag";

export function PlantCard({ plant, since }) {
  return (
    <article>
      <b>{plant.name}</b> <PriceTag price={plant.price} /> <small>arrived {since}</small>
    </article>
  );
}
