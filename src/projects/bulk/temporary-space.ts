import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Injectable } from '@nestjs/common';
import { NoSpaceError } from './no-space.error';
import { TemporaryFile } from './temporary-file';

/** How many bytes temporary files may hold at once. */
export interface SpaceLimits {
  /** Those of all companies. */
  readonly total: number;
  readonly perCompany: number;
}

const MAX_TOTAL = 4 * 1024 ** 3;
/** Others write to the same disk, possibly PostgreSQL. */
const PART_OF_FREE_SPACE = 1 / 2;
const PART_OF_A_COMPANY = 3 / 8;

/** The part of the disk that imports may fill: altogether, and for each company. */
@Injectable()
export class TemporarySpace {
  /** How many bytes the files of all companies hold. */
  used = 0;
  private readonly usedBy = new Map<number, number>();

  /** Its appends fail with a NoSpaceError if the company, or all of them together, would hold more than they may. */
  async createFile(companyId: number): Promise<TemporaryFile> {
    const limits = await this.limits();
    return TemporaryFile.create({
      limit: limits.perCompany,
      take: (bytes) => {
        this.take(companyId, bytes, limits);
      },
      give: (bytes) => {
        this.add(companyId, -bytes);
      },
    });
  }

  async limits(): Promise<SpaceLimits> {
    const { bavail, bsize } = await statfs(tmpdir());
    const total = Math.min(MAX_TOTAL, (bavail * bsize + this.used) * PART_OF_FREE_SPACE);
    return { total, perCompany: total * PART_OF_A_COMPANY };
  }

  private take(companyId: number, bytes: number, { total, perCompany }: SpaceLimits): void {
    if (this.usedOf(companyId) + bytes > perCompany)
      throw new NoSpaceError({ of: 'a company', limit: perCompany });
    if (this.used + bytes > total) throw new NoSpaceError({ of: 'all companies', limit: total });
    this.add(companyId, bytes);
  }

  private add(companyId: number, bytes: number): void {
    this.used += bytes;
    const ofCompany = this.usedOf(companyId) + bytes;
    if (ofCompany === 0) this.usedBy.delete(companyId);
    else this.usedBy.set(companyId, ofCompany);
  }

  private usedOf(companyId: number): number {
    return this.usedBy.get(companyId) ?? 0;
  }
}
