const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * Follows the cells of a CSV record to its end. It can stop anywhere and go on later.
 *
 * Two scans that stand in quotes at the same byte go on alike, wherever they began. A scan that has not ended was in
 * quotes at every line break that it passed.
 */
export class QuoteScan {
  isEnded = false;
  /** Something else than a separator or a line break follows the quote that ends a cell. */
  isBroken = false;
  private state: 'cell start' | 'bare' | 'quoted' | 'after quote' = 'cell start';

  constructor(
    /** The next byte; at the end of the record the line break that ends it. */
    public at: number,
    private readonly separator: number,
  ) {}

  get isQuoted(): boolean {
    return this.state === 'quoted';
  }

  shift(bytes: number): void {
    this.at -= bytes;
  }

  /** Goes on until the record ends or is found broken, but not to `limit`. */
  advance(bytes: Buffer, limit: number): void {
    while (this.at < limit && !this.isEnded && !this.isBroken) {
      if (this.state === 'quoted') this.findQuote(bytes, limit);
      else this.read(bytes[this.at]!);
    }
  }

  private findQuote(bytes: Buffer, limit: number): void {
    const distance = bytes.subarray(this.at, limit).indexOf(QUOTE);
    this.at = distance === -1 ? limit : this.at + distance + 1;
    if (distance !== -1) this.state = 'after quote';
  }

  private read(byte: number): void {
    if (byte === LF || byte === CR) {
      this.isEnded = true;
      return;
    }
    if (byte === this.separator) this.state = 'cell start';
    else if (byte === QUOTE && this.state !== 'bare') this.state = 'quoted';
    else if (this.state === 'after quote') this.isBroken = true;
    else this.state = 'bare';
    this.at++;
  }
}
