/** A photo made small and bare: drawn anew, so nothing of the camera's notes (place, time, owner) stays in it. */

import { t } from "../words.ts";

const LONGEST_SIDE = 1600;
const MOST_BYTES = 600_000;

export async function shrunk(file: Blob, longest = LONGEST_SIDE): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) throw new Error(t("Không đọc được ảnh này. Hãy chụp lại hoặc chọn ảnh JPEG, PNG."));
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const brush = canvas.getContext("2d")!;
  brush.fillStyle = "white";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of [0.8, 0.65, 0.5]) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob && (blob.size <= MOST_BYTES || quality === 0.5)) return blob;
  }
  throw new Error(t("Không nén được ảnh này. Hãy chụp lại."));
}
