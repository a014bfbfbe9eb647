import { namesContract } from '../../../stores/names/names.contract.ts';
import { embeddedSubject } from '../subject.ts';

namesContract('embedded', () => embeddedSubject('names'));
