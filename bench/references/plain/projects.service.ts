import { BadRequestException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { BusinessUnit } from '../../../src/catalog/business-units/business-unit.entity';
import { Client } from '../../../src/clients/client.entity';
import { Contact } from '../../../src/contacts/contact.entity';
import { JobOrderCategory } from '../../../src/catalog/job-order-categories/job-order-category.entity';
import { Person } from '../../../src/persons/person.entity';
import { ProjectMetadataOption } from '../../../src/project-metadata/project-metadata-option.entity';
import { ProjectType } from '../../../src/catalog/project-types/project-type.entity';
import { ProjectMetadataValue } from '../../../src/projects/entities/project-metadata-value.entity';
import { Project } from '../../../src/projects/entities/project.entity';
import { type CreateProjectDto } from './create-project.dto';

@Injectable()
export class ProjectsService {
  constructor(
    private readonly dataSource: DataSource,
    @InjectRepository(Client) private readonly clients: Repository<Client>,
    @InjectRepository(Contact) private readonly contacts: Repository<Contact>,
    @InjectRepository(Person) private readonly persons: Repository<Person>,
    @InjectRepository(JobOrderCategory) private readonly categories: Repository<JobOrderCategory>,
    @InjectRepository(ProjectType) private readonly types: Repository<ProjectType>,
    @InjectRepository(BusinessUnit) private readonly businessUnits: Repository<BusinessUnit>,
    @InjectRepository(ProjectMetadataOption) private readonly options: Repository<ProjectMetadataOption>,
  ) {}

  async create(company_id: number, dto: CreateProjectDto): Promise<object> {
    await this.checkReferences(company_id, dto);
    const { start_date, metadata = [], ...fields } = dto;
    return this.dataSource.transaction(async (manager) => {
      const project = await manager.save(
        manager.create(Project, { ...fields, company_id, date_start: start_date }),
      );
      await manager.save(
        metadata.map(({ id, value }) =>
          manager.create(ProjectMetadataValue, {
            company_id,
            project_id: project.id,
            project_metadata_id: id,
            value,
          }),
        ),
      );
      return Object.assign(project, { metadata });
    });
  }

  private async checkReferences(company_id: number, dto: CreateProjectDto): Promise<void> {
    const {
      client_id,
      client_contact_id,
      account_id,
      project_type_id,
      business_unit_id,
      metadata = [],
    } = dto;
    const found = await Promise.all([
      this.clients.findOneBy({ company_id, id: client_id }),
      this.persons.findOneBy({ company_id, id: dto.pm_id }),
      this.categories.findOneBy({ company_id, id: dto.job_order_category_id }),
      client_contact_id === undefined
        ? true
        : this.contacts.findOneBy({ company_id, client_id, id: client_contact_id }),
      account_id === undefined ? true : this.persons.findOneBy({ company_id, id: account_id }),
      project_type_id === undefined ? true : this.types.findOneBy({ company_id, id: project_type_id }),
      business_unit_id === undefined
        ? true
        : this.businessUnits.findOneBy({ company_id, id: business_unit_id }),
      ...metadata.map(({ id, value }) =>
        this.options.findOneBy({ company_id, project_metadata_id: id, value }),
      ),
    ]);
    if (found.includes(null)) throw new BadRequestException('The project points to something unknown.');
  }
}
