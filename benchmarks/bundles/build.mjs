// node build.mjs BUNDLER OUT, from the app's folder: builds its src/ with webpack, rspack, esbuild or
// vite into OUT/dist, statistics beside it in OUT/stats.json, sizes of its JavaScript in
// OUT/sizes.json.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const [, , bundler, out] = process.argv;
const here = process.cwd();
const load = async (name) => (await import(name)).default;
const dist = path.resolve(out, 'dist');
const write = (name, value) =>
  fs.writeFileSync(path.join(out, name), typeof value === 'string' ? value : JSON.stringify(value));
fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(dist, { recursive: true });

function reached(from, importsOf) {
  const seen = new Set();
  const left = [...from];
  while (left.length) {
    const next = left.pop();
    if (seen.has(next)) continue;
    seen.add(next);
    left.push(...importsOf(next));
  }
  return seen;
}

const loaders = {
  webpack: { loader: 'esbuild-loader', options: { loader: 'jsx', target: 'es2020', jsx: 'automatic' } },
  rspack: {
    loader: 'builtin:swc-loader',
    options: {
      jsc: { parser: { syntax: 'ecmascript', jsx: true }, transform: { react: { runtime: 'automatic' } } },
    },
  },
};

function packed(make, kind) {
  const config = {
    mode: 'production',
    context: here,
    entry: { main: './src/index.jsx' },
    devtool: 'source-map',
    output: { path: dist, filename: '[name].[contenthash:8].js', publicPath: '/' },
    resolve: { extensions: ['.mjs', '.js', '.jsx', '.json'] },
    module: { rules: [{ test: /\.jsx?$/, exclude: /node_modules/, type: 'javascript/auto', ...loaders[kind] }] },
    performance: { hints: false },
  };
  return new Promise((done, fail) => {
    make(config, (error, stats) => {
      if (error) return fail(error);
      const wrong = stats.toJson({ all: false, errors: true }).errors;
      if (wrong.length) return fail(new Error(wrong[0].message));
      const everything = {
        all: true, source: false, chunkModules: false, groupModulesByType: false, groupReasonsByOrigin: false,
      };
      for (const space of ['reasons', 'nestedModules', 'modules', 'chunkModules']) everything[`${space}Space`] = Infinity;
      for (const by of ['Path', 'Extension', 'Attributes', 'Layer', 'CacheStatus']) everything[`groupModulesBy${by}`] = false;
      write('stats.json', stats.toJson(everything));
      const told = stats.toJson({ all: false, entrypoints: true, assets: true });
      done(told.entrypoints.main.assets.map((each) => each.name));
    });
  });
}

async function withEsbuild() {
  const { metafile } = await (await load('esbuild')).build({
    entryPoints: ['src/index.jsx'], bundle: true, splitting: true, format: 'esm', minify: true,
    sourcemap: true, metafile: true, outdir: dist, jsx: 'automatic', target: 'es2020',
    define: { 'process.env.NODE_ENV': '"production"' }, loader: { '.js': 'jsx' }, logLevel: 'error',
  });
  write('stats.json', metafile);
  const outputs = metafile.outputs;
  const entry = Object.keys(outputs).filter((each) => outputs[each].entryPoint === 'src/index.jsx');
  const along = (name) =>
    outputs[name].imports.filter((i) => i.kind !== 'dynamic-import' && outputs[i.path]).map((i) => i.path);
  return [...reached(entry, along)].map((each) => path.relative(dist, path.resolve(each)));
}

async function withVite() {
  const { build } = await import('vite');
  const { visualizer } = await import('rollup-plugin-visualizer');
  await build({
    root: path.resolve('src'), configFile: false, logLevel: 'error',
    plugins: [visualizer({ template: 'raw-data', filename: path.resolve(out, 'stats.json'), projectRoot: here })],
    build: { outDir: dist, emptyOutDir: true, sourcemap: true, manifest: true },
  });
  const manifest = JSON.parse(fs.readFileSync(path.join(dist, '.vite/manifest.json')));
  fs.rmSync(path.join(dist, '.vite'), { recursive: true });
  const entries = Object.keys(manifest).filter((each) => manifest[each].isEntry);
  return [...reached(entries, (name) => manifest[name].imports ?? [])].map((each) => manifest[each].file);
}

const makers = {
  webpack: async () => packed(await load('webpack'), 'webpack'),
  rspack: async () => packed((await import('@rspack/core')).rspack, 'rspack'),
  esbuild: withEsbuild,
  vite: withVite,
};
const initial = new Set((await makers[bundler]()).filter((name) => name.endsWith('.js')));
const sizes = { initial_raw: 0, total_raw: 0, initial_gz: 0, total_gz: 0 };
for (const name of fs.readdirSync(dist, { recursive: true }).filter((each) => each.endsWith('.js'))) {
  const code = fs.readFileSync(path.join(dist, name));
  const gz = zlib.gzipSync(code, { level: 9 }).length;
  sizes.total_raw += code.length;
  sizes.total_gz += gz;
  if (initial.has(name)) {
    sizes.initial_raw += code.length;
    sizes.initial_gz += gz;
  }
}
write('sizes.json', sizes);
