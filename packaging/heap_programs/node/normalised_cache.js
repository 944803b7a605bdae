// expect: EntityStore.data, ApolloCache.store
class EntityStore { constructor() { this.data = Object.create(null); } merge(id, fields) { this.data[id] = Object.assign(this.data[id] || Object.create(null), fields); } evict(id) { delete this.data[id]; } }
class ApolloCache { constructor() { this.store = new EntityStore(); this.optimistic = []; } }
module.exports = (leak) => { const cache = globalThis.apollo = new ApolloCache(); let i = 0, ids = [];
  return { n: 400, warm: 20, act(n) { for (let k = 0; k < n; k++) { const id = 'Product:' + i++; cache.store.merge(id, { __typename: 'Product', price: i + 0.5, reviews: [{ __ref: 'Review:' + i }] }); ids.push(id); } }, revert() { if (!leak) for (const id of ids) cache.store.evict(id); ids = []; } }; };
