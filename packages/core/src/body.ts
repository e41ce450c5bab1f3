/**
 * Reads a stream to its end.
 *
 * @param maxBytes reading stops beyond this many bytes.
 * @returns the bytes, or `"too-large"`.
 * @throws what the stream errors with.
 */
export async function drain(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | "too-large"> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel().catch(() => {});
      return "too-large";
    }
    chunks.push(value);
  }
  // Always a copy: the chunks belong to whoever made the stream.
  return Buffer.concat(chunks, length);
}

/** Large enough that most entries are one chunk, small enough that copying one never holds the event loop for long. */
const CHUNK_BYTES = 1 << 18;

/** @returns a new stream over a copy of `bytes`: what a reader does to the chunks reaches nobody else. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (offset >= bytes.byteLength) {
        controller.close();
        return;
      }
      const chunk = new Uint8Array(bytes.subarray(offset, offset + CHUNK_BYTES));
      offset += chunk.byteLength;
      controller.enqueue(chunk);
    },
  });
}
