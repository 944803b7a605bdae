// src/gamma.ts
var gammaProduct = function(limit) {
  let product = 1;
  for (let index = 1; index < limit; ++index) {
    product = product * index % 1000003;
  }
  return product;
};
var arrowSum = (limit) => {
  let total = 0;
  for (let index = 0; index < limit; index++) total += Math.sqrt(index);
  return total;
};

// src/shapes.ts
var ShapeCounter = class _ShapeCounter {
  counted;
  constructor(limit) {
    this.counted = 0;
    for (let i = 0; i < limit; i++) this.counted += Math.cos(i);
  }
  measureAll(limit) {
    let found = this.counted;
    for (let i = 0; i < limit; i++) found += Math.sin(i);
    return found + arrowSum(limit);
  }
  get heaviest() {
    let best = 0;
    for (let i = 0; i < 3e6; i++) best = Math.max(best, Math.sin(i));
    return best;
  }
  static build(limit) {
    return new _ShapeCounter(limit);
  }
};

// src/main.ts
function calledBack(values) {
  return values.map((value) => {
    let kept = value;
    for (let i = 0; i < 2e4; i++) kept = Math.sqrt(kept + i);
    return kept;
  }).reduce((a, b) => a + b, 0);
}
var handlers = {
  parseEverything(limit) {
    let out = 0;
    for (let i = 0; i < limit; i++) out += Math.log(i + 1);
    return out;
  },
  "quoted-name": function(limit) {
    let out = 0;
    for (let i = 0; i < limit; i++) out += Math.atan(i + 1);
    return out;
  }
};
async function runSlowly(limit) {
  let out = 0;
  for (let i = 0; i < limit; i++) out += Math.exp(-i);
  return out;
}
async function mainProgram() {
  let sum = 0;
  const until = Date.now() + 700;
  while (Date.now() < until) {
    sum += gammaProduct(2e6) + arrowSum(2e6);
    sum += ShapeCounter.build(2e6).measureAll(1e6);
    sum += new ShapeCounter(10).heaviest;
    sum += calledBack([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    sum += handlers.parseEverything(15e5) + handlers["quoted-name"](15e5);
    sum += await runSlowly(15e5);
  }
  console.log(sum);
}
mainProgram();
//# sourceMappingURL=bundle.js.map
