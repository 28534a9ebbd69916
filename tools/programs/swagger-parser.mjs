import SwaggerParser from '@apidevtools/swagger-parser';

const { info, paths } = await SwaggerParser.validate(process.argv[2]);
console.log(JSON.stringify({ title: info.title, paths: Object.keys(paths).length }));
