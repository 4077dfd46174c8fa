// A film for the camera of a browser that pretends to have one: YUV4MPEG2, as --use-file-for-fake-video-capture takes it.
import { writeFile } from "node:fs/promises";

export const film = { width: 640, height: 480 };

// writeFilm writes a film that stands still. grey holds the picture's brightness, one byte a pixel.
export async function writeFilm(file, grey, frames = 10) {
  const colour = Buffer.alloc(film.width * film.height / 2, 128); // none
  const frame = Buffer.concat([Buffer.from("FRAME\n"), Buffer.from(grey), colour]);
  await writeFile(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${film.width} H${film.height} F10:1 Ip A1:1 C420jpeg\n`), ...Array(frames).fill(frame)]));
}
