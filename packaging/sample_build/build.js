// Builds the shop and writes the stats that webpack-bundle-analyzer and `webpack --json` users have.
const fs = require("node:fs");
const webpack = require("webpack");
const config = require("./webpack.config.js");

webpack(config, (error, stats) => {
  if (error) throw error;
  const told = stats.toJson({
    all: false,
    assets: true,
    builtAt: false,
    chunks: true,
    chunkModules: false,
    chunkOrigins: true,
    chunkRelations: true,
    entrypoints: true,
    errors: true,
    ids: true,
    modules: true,
    modulesSpace: Infinity,
    nestedModules: true,
    nestedModulesSpace: Infinity,
    optimizationBailout: true,
    orphanModules: true,
    providedExports: true,
    reasons: true,
    reasonsSpace: Infinity,
    runtimeModules: true,
    cachedModules: true,
    dependentModules: true,
    groupAssetsByChunk: false,
    groupAssetsByEmitStatus: false,
    groupAssetsByExtension: false,
    groupAssetsByInfo: false,
    groupAssetsByPath: false,
    groupModulesByAttributes: false,
    groupModulesByCacheStatus: false,
    groupModulesByExtension: false,
    groupModulesByLayer: false,
    groupModulesByPath: false,
    groupModulesByType: false,
    groupReasonsByOrigin: false,
    usedExports: true,
    version: true,
    depth: true,
  });
  if (told.errors.length) throw new Error(JSON.stringify(told.errors[0], null, 1));
  fs.writeFileSync("dist/stats.json", JSON.stringify(told));
});
