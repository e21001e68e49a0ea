// Compiles sass/app.scss into static/css/app.css and copies the screen fonts: npm ci && npm run build
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const fonts = "node_modules/@fontsource/atkinson-hyperlegible-next";

for (const weight of [400, 700]) {
  for (const script of ["latin", "latin-ext"]) {
    copyFileSync(
      here(`${fonts}/files/atkinson-hyperlegible-next-${script}-${weight}-normal.woff2`),
      here(`../../static/fonts/atkinson-next-${weight}-${script}.woff2`),
    );
  }
}
copyFileSync(here(`${fonts}/LICENSE`), here("../../static/fonts/OFL.txt"));

// The address of a file in the stylesheet carries a mark of its content, as cpd/core/templating.py makes it for pages,
// so that both name the same address and a browser keeps the file for good.
const marked = (css) =>
  css.replace(/\.\.\/((?:fonts|img)\/[\w.-]+)/g, (address, name) => {
    const mark = createHash("sha256").update(readFileSync(here(`../../static/${name}`))).digest("hex");
    return `${address}?v=${mark.slice(0, 10)}`;
  });

const compiled = compile(here("sass/app.scss"), { style: "compressed", loadPaths: [here("node_modules")] });
const css = marked(compiled.css);
mkdirSync(here("../../static/css"), { recursive: true });
writeFileSync(here("../../static/css/app.css"), `${css}\n`);
console.log(`app.css ${css.length} bytes, ${gzipSync(css).length} compressed`);
