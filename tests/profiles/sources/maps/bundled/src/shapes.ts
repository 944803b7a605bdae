import { arrowSum } from "./gamma";

export class ShapeCounter {
  private counted: number;
  constructor(limit: number) {
    this.counted = 0;
    for (let i = 0; i < limit; i++) this.counted += Math.cos(i);
  }
  measureAll(limit: number): number {
    let found = this.counted;
    for (let i = 0; i < limit; i++) found += Math.sin(i);
    return found + arrowSum(limit);
  }
  get heaviest(): number {
    let best = 0;
    for (let i = 0; i < 3000000; i++) best = Math.max(best, Math.sin(i));
    return best;
  }
  static build(limit: number): ShapeCounter {
    return new ShapeCounter(limit);
  }
}
