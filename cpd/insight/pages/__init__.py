"""What the pages of insight show, as plain values."""

from cpd.insight.pages.home import HomePage as HomePage, Mine as Mine, OfficeBlock as OfficeBlock, mine as mine
from cpd.insight.pages.house import HouseBlock as HouseBlock, SetUpStep as SetUpStep, house_block as house_block
from cpd.insight.pages.mine import (
    SchoolContacts as SchoolContacts,
    TrainingBlock as TrainingBlock,
    contacts_by_school as contacts_by_school,
    training_block as training_block,
)
from cpd.insight.pages.moves import Happenings as Happenings, Move as Move, moves as moves
from cpd.insight.pages.my_development import (
    MyDevelopment as MyDevelopment,
    MyRecords as MyRecords,
    my_development as my_development,
)
from cpd.insight.pages.school import (
    CoursesToTrain as CoursesToTrain,
    SchoolBlock as SchoolBlock,
    courses_to_train as courses_to_train,
)
from cpd.insight.pages.trust import (
    TrustBlock as TrustBlock,
    TrustPage as TrustPage,
    categories_in_use as categories_in_use,
)
