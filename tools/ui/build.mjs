// Compiles sass/app.scss into static/css/app.css and copies the screen fonts: npm ci && npm run build
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const fonts = "node_modules/@fontsource/atkinson-hyperlegible-next";

const { css } = compile(here("sass/app.scss"), { style: "compressed", loadPaths: [here("node_modules")] });
mkdirSync(here("../../static/css"), { recursive: true });
writeFileSync(here("../../static/css/app.css"), `${css}\n`);
console.log(`app.css ${css.length} bytes, ${gzipSync(css).length} compressed`);

for (const weight of [400, 700]) {
  for (const script of ["latin", "latin-ext"]) {
    copyFileSync(
      here(`${fonts}/files/atkinson-hyperlegible-next-${script}-${weight}-normal.woff2`),
      here(`../../static/fonts/atkinson-next-${weight}-${script}.woff2`),
    );
  }
}
copyFileSync(here(`${fonts}/LICENSE`), here("../../static/fonts/OFL.txt"));
