import {readFileSync} from 'node:fs';

const kFileHeadSize = 16;
const kFrameHeaderSize = 32;

/// The frames of a recording that hold blocks and its end, as they are stored. Its head is left out, since it says when
/// it was made, and the index, whose offsets move with the head's size.
export function blockFrames(file) {
  const bytes = readFileSync(file);
  const frames = [];
  for (let offset = kFileHeadSize; offset < bytes.length;) {
    const kind = String.fromCharCode(bytes[offset + 4]);
    const end = offset + kFrameHeaderSize + bytes.readUInt32LE(offset + 12);
    if (kind === 'I') break;
    if (kind !== 'H') frames.push(bytes.subarray(offset, end));
    offset = end;
  }
  return frames;
}
