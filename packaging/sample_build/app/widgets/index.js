export { CareGuide } from "./CareGuide";
export { OpeningHours } from "./OpeningHours";
export { PlantCard } from "./PlantCard";
export { PriceTag } from "./PriceTag";
