import { tablesContract } from '../../../stores/tables/tables.contract.ts';
import { embeddedSubject } from '../subject.ts';

tablesContract('embedded', () => embeddedSubject('tables'));
