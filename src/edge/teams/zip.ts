import { crc32 } from 'node:zlib';

/** 1 January 1980, the earliest that a ZIP knows: a package of the same files is the same package. */
const DATE = 0x21;

/** What both headers of a file say of it, from the version that reads it to the length of extra fields. */
function facts(name: Buffer, data: Buffer): Buffer {
  const said = Buffer.alloc(26);
  said.writeUInt16LE(20, 0);
  said.writeUInt16LE(DATE, 8);
  said.writeUInt32LE(crc32(data), 10);
  said.writeUInt32LE(data.length, 14);
  said.writeUInt32LE(data.length, 18);
  said.writeUInt16LE(name.length, 22);
  return said;
}

const signed = (signature: number, rest: Buffer[]): Buffer => {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature);
  return Buffer.concat([mark, ...rest]);
};

function entry(name: Buffer, data: Buffer, at: number): Buffer {
  const madeBy = Buffer.from([20, 0]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(at, 10);
  return signed(0x02014b50, [madeBy, facts(name, data), tail, name]);
}

function end(count: number, size: number, at: number): Buffer {
  const said = Buffer.alloc(18);
  said.writeUInt16LE(count, 4);
  said.writeUInt16LE(count, 6);
  said.writeUInt32LE(size, 8);
  said.writeUInt32LE(at, 12);
  return signed(0x06054b50, [said]);
}

/** A ZIP of a few small files by name, in ASCII, stored as they are. */
export function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, data] of Object.entries(files)) {
    const name = Buffer.from(path, 'ascii');
    const local = signed(0x04034b50, [facts(name, data), name, data]);
    directory.push(entry(name, data, at));
    parts.push(local);
    at += local.length;
  }
  const index = Buffer.concat(directory);
  return Buffer.concat([...parts, index, end(directory.length, index.length, at)]);
}
