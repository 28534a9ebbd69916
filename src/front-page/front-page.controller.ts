import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Request, type Response } from 'express';
import { Public } from '../auth/public.decorator';
import { nothingAt } from '../http/unknown-route';
import { addressOf } from '../openapi/served-document';
import { type DemoHint, FRONT_PAGE_JSON, frontPage, PAGE_POLICY } from './front-page';

export interface FrontPageOptions {
  /** Where clients reach the service; if absent, the host of the request. */
  readonly publicUrl?: string | undefined;
  readonly demo?: DemoHint | undefined;
}

export const FRONT_PAGE_OPTIONS = Symbol('front page options');

/** What is found at the address of the service: a page for browsers, the same links as JSON for everything else. */
@ApiExcludeController()
@Public()
@Controller()
export class FrontPageController {
  constructor(@Inject(FRONT_PAGE_OPTIONS) private readonly options: FrontPageOptions) {}

  @Get()
  get(@Req() request: Request, @Res({ passthrough: true }) response: Response): object | string {
    // Express takes `//` for `/`.
    if (request.path !== '/') throw nothingAt(request);
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') return FRONT_PAGE_JSON;
    response.type('html').setHeader('Content-Security-Policy', PAGE_POLICY);
    const url = addressOf(request, this.options.publicUrl) ?? 'http://127.0.0.1:3000';
    return frontPage(url, this.options.demo);
  }
}
