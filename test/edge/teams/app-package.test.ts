import { inflateSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { appPackage } from '../../../src/edge/teams/app-package.ts';
import { manifest } from '../../../src/edge/teams/manifest.ts';
import { zip } from '../../../src/edge/teams/zip.ts';

const options = {
  edition: 'stable' as const,
  appId: '01234567-89ab-cdef-0123-456789abcdef',
  url: 'https://quell.example.com',
  version: '0.1.0',
};
const files = unzipSync(appPackage(options));

/** Size, kind of colours, and the points of a PNG. */
function picture(bytes: Uint8Array) {
  const png = Buffer.from(bytes);
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const length = png.readUInt32BE(png.indexOf('IDAT') - 4);
  const from = png.indexOf('IDAT') + 4;
  const size = png.readUInt32BE(16);
  const points = inflateSync(png.subarray(from, from + length));
  const at = (x: number, y: number) => [...points.subarray(y * (size * 4 + 1) + 1 + x * 4).subarray(0, 4)];
  return { size, height: png.readUInt32BE(20), depth: png[24], colours: png[25], at };
}

describe('the package for Teams', () => {
  it('holds the manifest and the two icons that it names, at the top, and nothing else', () => {
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    const inside = JSON.parse(Buffer.from(files['manifest.json']!).toString('utf8')) as ReturnType<typeof manifest>;
    expect(inside).toEqual(JSON.parse(JSON.stringify(manifest(options))));
    for (const icon of Object.values(inside.icons)) expect(files[icon]).toBeDefined();
  });

  it('is the same package whenever it is made', () => {
    expect(appPackage(options).equals(appPackage(options))).toBe(true);
  });

  it('has icons of the sizes that Teams wants: one in full colour, one white on nothing', () => {
    const colour = picture(files['color.png']!);
    expect(colour).toMatchObject({ size: 192, height: 192, depth: 8, colours: 6 });
    expect(colour.at(0, 0)).toEqual([27, 39, 51, 255]);
    const outline = picture(files['outline.png']!);
    expect(outline).toMatchObject({ size: 32, height: 32, depth: 8, colours: 6 });
    expect(outline.at(0, 0)).toEqual([255, 255, 255, 0]);
    for (let i = 0; i < 32 * 32; i++) expect(outline.at(i % 32, i >> 5).slice(0, 3)).toEqual([255, 255, 255]);
    expect(
      Array.from({ length: 32 * 32 }, (_, i) => outline.at(i % 32, i >> 5)[3]).filter((a) => a === 255),
    ).not.toEqual([]);
  });
});

describe('a ZIP', () => {
  it('gives back what was put in, empty files too', () => {
    const given = { 'a.txt': Buffer.from('aé'), 'b/c.bin': Buffer.alloc(70_000, 7), 'none.txt': Buffer.alloc(0) };
    const back = unzipSync(zip(given));
    expect(Object.keys(back)).toEqual(Object.keys(given));
    for (const [name, data] of Object.entries(given)) expect(Buffer.from(back[name]!).equals(data)).toBe(true);
  });
});
