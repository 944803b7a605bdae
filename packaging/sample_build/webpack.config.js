const path = require("node:path");

module.exports = {
  mode: "production",
  context: __dirname,
  entry: { shop: "./app/index.jsx" },
  devtool: "source-map",
  output: {
    path: path.resolve(__dirname, "dist"),
    filename: "[name].[contenthash:8].js",
    chunkFilename: "[name].[contenthash:8].js",
    clean: true,
  },
  resolve: { extensions: [".js", ".jsx"] },
  module: {
    rules: [
      {
        test: /\.jsx?$/,
        exclude: /node_modules/,
        loader: "esbuild-loader",
        options: { loader: "jsx", target: "es2020", jsx: "automatic" },
      },
    ],
  },
};
