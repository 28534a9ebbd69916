import { Body } from '@nestjs/common';
import { ValidationPipe } from './validation.pipe';

/** A body with its failures: the service reports those of the company's data with them, in one response. */
export const ParsedBody = (expectedType: new () => object): ParameterDecorator =>
  Body(new ValidationPipe({ expectedType, returnsFailures: true }));
