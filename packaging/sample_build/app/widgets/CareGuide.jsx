// Registers itself, so no bundler may leave it out.
import { template } from "lodash";

const page = template("<h3><%= name %></h3><ul><% steps.forEach((s) => { %><li><%= s %></li><% }) %></ul>");
window.guides = { ...window.guides, care: page };

const STEPS = [
  "Water it when the upper three centimetres of the soil are dry.",
  "Turn it a quarter every week, so that it grows straight.",
  "Wipe the leaves with a damp cloth once a month.",
  "Feed it every second week from March to September.",
  "Repot it every second spring into a pot two fingers wider.",
  "Keep it away from draughts and from heaters.",
  "Cut off yellow leaves close to the stem with a clean blade.",
];

export function CareGuide({ plant }) {
  return <div dangerouslySetInnerHTML={{ __html: page({ name: plant.name, steps: STEPS }) }} />;
}
