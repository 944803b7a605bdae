import { gammaProduct, arrowSum } from "./gamma";
import { ShapeCounter } from "./shapes";

function calledBack(values: number[]): number {
  return values.map((value) => {
    let kept = value;
    for (let i = 0; i < 20000; i++) kept = Math.sqrt(kept + i);
    return kept;
  }).reduce((a, b) => a + b, 0);
}

const handlers = {
  parseEverything(limit: number) {
    let out = 0;
    for (let i = 0; i < limit; i++) out += Math.log(i + 1);
    return out;
  },
  "quoted-name": function (limit: number) {
    let out = 0;
    for (let i = 0; i < limit; i++) out += Math.atan(i + 1);
    return out;
  },
};

async function runSlowly(limit: number) {
  let out = 0;
  for (let i = 0; i < limit; i++) out += Math.exp(-i);
  return out;
}

async function mainProgram() {
  let sum = 0;
  const until = Date.now() + 700;
  while (Date.now() < until) {
    sum += gammaProduct(2000000) + arrowSum(2000000);
    sum += ShapeCounter.build(2000000).measureAll(1000000);
    sum += new ShapeCounter(10).heaviest;
    sum += calledBack([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    sum += handlers.parseEverything(1500000) + handlers["quoted-name"](1500000);
    sum += await runSlowly(1500000);
  }
  console.log(sum);
}
mainProgram();
