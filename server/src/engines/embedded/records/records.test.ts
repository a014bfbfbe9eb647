import { recordsContract } from '../../../stores/records/records.contract.ts';
import { embeddedSubject } from '../subject.ts';

recordsContract('embedded', () => embeddedSubject('records'));
