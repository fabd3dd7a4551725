import { readFileSync, writeFileSync } from "node:fs";

/**
 * Cuts review/digits-*.csv out of MNIST's files: `npx tsx scripts/digits.ts FOLDER`, the folder that holds
 * train-images-idx3-ubyte and its three neighbours. The four pixels of margin are left out, each square of four pixels
 * is averaged, and its 256 greys are brought to 0 … 9, so that a digit is 10 × 10 numbers of one letter.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name the folder that holds MNIST's files");

function rowsOf(name: string, count: number): string[] {
  const images = readFileSync(`${folder}/${name}-images-idx3-ubyte`).subarray(16);
  const labels = readFileSync(`${folder}/${name}-labels-idx1-ubyte`).subarray(8);
  return Array.from({ length: count }, (_, at) => {
    const cells: number[] = [];
    for (let y = 4; y < 24; y += 2) {
      for (let x = 4; x < 24; x += 2) {
        const from = at * 784 + y * 28 + x;
        const sum = images[from]! + images[from + 1]! + images[from + 28]! + images[from + 29]!;
        cells.push(Math.round((sum / 4 / 255) * 9));
      }
    }
    return [...cells, labels[at]!].join(",");
  });
}

const header = [...Array.from({ length: 100 }, (_, at) => `p${at}`), "digit"].join(",");
const review = new URL("../review/", import.meta.url);
writeFileSync(new URL("digits-train.csv", review), `${[header, ...rowsOf("train", 600)].join("\n")}\n`);
writeFileSync(new URL("digits-test.csv", review), `${[header, ...rowsOf("t10k", 200)].join("\n")}\n`);
