import { Module } from '@nestjs/common';
import { AuthenticationRepository } from './authentication.repository';
import { AuthenticationService } from './authentication.service';

@Module({
  providers: [AuthenticationRepository, AuthenticationService],
  exports: [AuthenticationService],
})
export class AccessModule {}
