import { colourIcon, outlineIcon } from './icon.ts';
import { type ManifestOptions, manifest } from './manifest.ts';
import { zip } from './zip.ts';

/** The package that Teams takes as an app: its manifest and its two icons. */
export function appPackage(options: ManifestOptions): Buffer {
  return zip({
    'manifest.json': Buffer.from(`${JSON.stringify(manifest(options), null, 2)}\n`),
    'color.png': colourIcon(),
    'outline.png': outlineIcon(),
  });
}
