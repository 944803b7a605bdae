import { groupBy } from "lodash";
import { PlantCard } from "../widgets";
import { since } from "../lib/dates";
import { sorted } from "../store";

const plants = [
  { name: "Monstera", kind: "indoor", price: 24, arrived: "2024-05-02" },
  { name: "Lavender", kind: "outdoor", price: 6, arrived: "2024-05-20" },
  { name: "Pilea", kind: "indoor", price: 12, arrived: "2024-04-11" },
];

export function Catalogue() {
  const kinds = groupBy(sorted(plants), "kind");
  return Object.entries(kinds).map(([kind, found]) => (
    <section key={kind}>
      <h2>{kind}</h2>
      {found.map((plant) => (
        <PlantCard key={plant.name} plant={plant} since={since(plant.arrived)} />
      ))}
    </section>
  ));
}
