// Makes devtools.mjs of DevTools' heap snapshot worker, beside the node_modules it is in:
//   node devtools_bundle.mjs
// What only a page needs (texts of many languages, third parties) becomes a thing that does nothing.
import { build } from 'esbuild';

const worker = './node_modules/chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker';
const nothing = `
  const thing = new Proxy(function () { return thing; }, {
    get: (target, key) => (key === Symbol.toPrimitive ? () => '' : key === 'prototype' ? target[key] : thing),
  });
  module.exports = { __esModule: true, default: thing, i18n: thing, TimeUtilities: thing,
                     ByteUtilities: thing, DevToolsLocale: thing };`;
const withoutPage = {
  name: 'without page',
  setup(bundling) {
    bundling.onResolve({ filter: /third_party|locales\.js$|i18n\.js$/ }, (asked) =>
      asked.kind === 'entry-point' ? null : { path: asked.path, namespace: 'nothing' });
    bundling.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: nothing, loader: 'js' }));
  },
};
await build({
  stdin: {
    contents: `export { HeapSnapshotLoader } from '${worker}/HeapSnapshotLoader.ts';
               export { SecondaryInitManager } from '${worker}/HeapSnapshot.ts';`,
    resolveDir: process.cwd(),
  },
  bundle: true, platform: 'node', format: 'esm', outfile: 'devtools.mjs', logLevel: 'error',
  plugins: [withoutPage],
});
