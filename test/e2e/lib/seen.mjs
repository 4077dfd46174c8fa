// Pictures to look at. They are taken when SHOTS=1 and kept out of the repository.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const shots = process.env.SHOTS === "1";
const folder = fileURLToPath(new URL("../shots", import.meta.url));

export async function shot(page, name) {
  if (!shots) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
