// Größe — a comment with letters beyond ASCII
export const gammaProduct = function (limit: number): number {
  let product = 1;
  for (let index = 1; index < limit; ++index) {
    product = (product * index) % 1000003;
  }
  return product;
};

export const arrowSum = (limit: number): number => {
  let total = 0;
  for (let index = 0; index < limit; index++) total += Math.sqrt(index);
  return total;
};
