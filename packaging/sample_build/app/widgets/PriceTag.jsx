const money = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" });

export function PriceTag({ price }) {
  return <data value={price}>{money.format(price)}</data>;
}
