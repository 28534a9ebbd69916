import { hasByteOrderMark, isUtf16 } from '../../http/byte-order';
import { ByteFinder } from './byte-finder';
import { QuoteScan } from './quote-scan';
import { readCells, type Separator, separatorOf, SEPARATORS } from './csv';
import { type FileRecord, MAX_LINE_BYTES, type RecordProblem } from './file-record';
import { broken } from './line-reader';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const SEPARATOR_BYTES = SEPARATORS.map((separator) => separator.charCodeAt(0));
/** Space, tab and line breaks: the white space of a blank record. */
const WHITE_SPACE = [0x20, 0x09, CR, LF];

/** The first line of a file that tells Excel how its cells are separated. Here the header tells it. */
const SEPARATOR_HINT = /^"?sep=(.*?)"?$/i;

/** How the files of spreadsheets begin: .xlsx and .ods are ZIP files, .xls is a compound file. */
const WORKBOOKS = [Buffer.from('PK\x03\x04'), Buffer.from('d0cf11e0', 'hex')];

/**
 * Cuts buffers into records. A record whose quotes are wrong ends at its first line break, so that the lines below it
 * are read. To find that out takes a look ahead of at most MAX_LINE_BYTES; lines share what it found (see QuoteScan), so
 * that the work grows with the size of the file, and not with its square.
 */
export class RecordCutter {
  private bytes = Buffer.alloc(0);
  /** Where the next record begins. */
  private at = 0;
  private line = 1;
  private isFirst = true;
  private isMarked = false;
  private isLast = false;
  /** What comes next is the rest of a line that is too long. */
  private isInLongLine = false;
  private separator: Separator | undefined;
  private ahead: QuoteScan | undefined;
  private readonly lineFeeds = new ByteFinder(LF);
  private readonly returns = new ByteFinder(CR);
  private readonly quotes = new ByteFinder(QUOTE);

  constructor(private readonly isCsv: boolean) {}

  cut(chunks: readonly Buffer[]): FileRecord[] {
    this.append(chunks);
    const records: FileRecord[] = [];
    while (this.at < this.bytes.length && this.cutOne(records));
    return records;
  }

  /** To be called once, at the end of the file. */
  cutLast(chunks: readonly Buffer[]): FileRecord[] {
    this.isLast = true;
    return this.cut(chunks);
  }

  private append(chunks: readonly Buffer[]): void {
    this.bytes = Buffer.concat([this.bytes.subarray(this.at), ...chunks]);
    this.ahead?.shift(this.at);
    this.at = 0;
    for (const finder of [this.lineFeeds, this.returns, this.quotes]) finder.reset();
    if (!this.isFirst) return;
    this.isFirst = false;
    if (WORKBOOKS.some((start) => this.bytes.subarray(0, start.length).equals(start))) {
      throw broken('is a workbook: save its sheet as CSV in UTF-8 (in Excel: "CSV UTF-8")');
    }
    if (isUtf16(this.bytes)) throw broken('is in UTF-16: save the file in UTF-8 (in Excel: "CSV UTF-8")');
    this.isMarked = hasByteOrderMark(this.bytes);
    if (this.isMarked) this.at = 3;
  }

  /** Returns false if more bytes are needed to say where the record ends. */
  private cutOne(records: FileRecord[]): boolean {
    const end = this.nextBreak(this.at);
    const isEnded = end < this.bytes.length || this.isLast;
    if (this.isInLongLine) {
      if (isEnded) return this.skip(end);
      this.at = end;
      return false;
    }
    if (end - this.at > MAX_LINE_BYTES) {
      this.add(records, end, 'too long');
      this.isInLongLine = true;
      return true;
    }
    if (!isEnded || this.breakLength(end) === undefined) return false;
    if (this.isCsv && this.line === 1 && this.isHint(end)) return this.skip(end);
    if (this.isCsv && this.separator === undefined) this.findSeparator(end);
    if (!this.isCsv || this.quotes.from(this.bytes, this.at) >= end) return this.take(records, end);
    return this.cutQuoted(records, end);
  }

  /** A record with quotes in its first line, which ends at `firstBreak`. */
  private cutQuoted(records: FileRecord[], firstBreak: number): boolean {
    const separator = this.separator!.charCodeAt(0);
    const own = new QuoteScan(this.at, separator);
    own.advance(this.bytes, firstBreak);
    if (own.isBroken) return this.take(records, firstBreak, 'open quote');
    if (!own.isQuoted) return this.take(records, firstBreak);
    // A scan that is in quotes at the same line break goes on in the same way.
    if (this.ahead === undefined || firstBreak >= this.ahead.at) this.ahead = own;
    const { ahead } = this;
    const limit = this.at + MAX_LINE_BYTES;
    ahead.advance(this.bytes, Math.min(this.bytes.length, limit + 1));
    if (ahead.isBroken || ahead.at > limit) return this.take(records, firstBreak, 'open quote');
    if (ahead.isEnded) return this.take(records, ahead.at);
    if (!this.isLast) return false;
    if (ahead.isQuoted) return this.take(records, firstBreak, 'open quote');
    return this.take(records, ahead.at);
  }

  /** Where the line ends, or the bytes do. */
  private nextBreak(from: number): number {
    return Math.min(
      this.lineFeeds.from(this.bytes, from),
      this.returns.from(this.bytes, from),
      this.bytes.length,
    );
  }

  /** Undefined if the next byte decides. */
  private breakLength(end: number): number | undefined {
    if (end === this.bytes.length) return 0;
    if (this.bytes[end] === LF) return 1;
    if (end + 1 < this.bytes.length) return this.bytes[end + 1] === LF ? 2 : 1;
    return this.isLast ? 1 : undefined;
  }

  private take(records: FileRecord[], end: number, problem?: RecordProblem): boolean {
    if (this.breakLength(end) === undefined) return false;
    if (problem !== undefined || !this.isBlank(this.bytes.subarray(this.at, end)))
      this.add(records, end, problem);
    this.line += this.countBreaks(this.at, end);
    return this.skip(end);
  }

  private add(records: FileRecord[], end: number, problem?: RecordProblem): void {
    const bytes = this.bytes.subarray(this.at, problem === 'too long' ? this.at : end);
    records.push({
      line: this.line,
      bytes,
      ...(problem === undefined ? {} : { problem }),
      ...(this.isMarked ? { isMarked: true } : {}),
    });
    this.isMarked = false;
  }

  /** Goes on behind the line break at `end`. */
  private skip(end: number): boolean {
    const length = this.breakLength(end);
    if (length === undefined) return false;
    this.at = end + length;
    this.line++;
    this.isInLongLine = false;
    return true;
  }

  private countBreaks(from: number, to: number): number {
    let count = 0;
    for (let at = this.nextBreak(from); at < to; at = this.nextBreak(at + this.breakLength(at)!)) count++;
    return count;
  }

  private isHint(end: number): boolean {
    const [, separator] = SEPARATOR_HINT.exec(this.bytes.toString('latin1', this.at, end)) ?? [];
    if (separator === undefined) return false;
    if (!SEPARATORS.some((known) => known === separator))
      throw broken('begins with a line sep= for cells that commas, semicolons or tabs do not separate');
    return true;
  }

  private findSeparator(end: number): void {
    const line = this.bytes.subarray(this.at, end);
    const isBlank = line.every((byte) => SEPARATOR_BYTES.includes(byte) || WHITE_SPACE.includes(byte));
    if (!isBlank) this.separator = separatorOf(line.toString('latin1')) ?? ',';
  }

  /** White space only, or in CSV cells of nothing else. */
  private isBlank(bytes: Buffer): boolean {
    if (!this.isCsv) return bytes.every((byte) => WHITE_SPACE.includes(byte));
    const separators = this.separator === undefined ? SEPARATOR_BYTES : [this.separator.charCodeAt(0)];
    const isPossible = bytes.every(
      (byte) => byte === QUOTE || separators.includes(byte) || WHITE_SPACE.includes(byte),
    );
    if (!isPossible || !bytes.includes(QUOTE)) return isPossible;
    const cells = readCells(bytes.toString('latin1'), this.separator ?? ',');
    return cells?.every((cell) => cell.trim() === '') ?? false;
  }
}
