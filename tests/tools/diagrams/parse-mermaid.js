// Parses files with Mermaid itself: `node parse-mermaid.js FILE...`. Ends with 1 where one is no flowchart.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

// Mermaid looks for a browser as it starts.
const { window } = new JSDOM("<!doctype html><body></body>");
globalThis.window = window;
for (const name of ["document", "Element", "HTMLElement", "Node", "DocumentFragment", "NodeFilter"]) {
  globalThis[name] = window[name];
}
const { default: mermaid } = await import("mermaid");

let faults = 0;
for (const file of process.argv.slice(2)) {
  try {
    const { diagramType } = await mermaid.parse(readFileSync(file, "utf8"));
    if (!diagramType.startsWith("flowchart")) {
      throw new Error(`it is a ${diagramType}`);
    }
  } catch (fault) {
    faults += 1;
    console.error(`${file}: ${fault.message ?? fault}`);
  }
}
console.log(`Mermaid took ${process.argv.length - 2 - faults} of ${process.argv.length - 2} diagrams.`);
process.exit(faults === 0 ? 0 : 1);
