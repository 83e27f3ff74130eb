import * as face from "pulumi-azure-face";

export async function program() {
    const staff = new face.PersonGroup("staff", { displayName: "Staff" });
    const people = new face.Gallery(
        "people",
        { container: staff.ref, source: "photos/staff" }, // one folder of photos for each person
        { deletedWith: staff },
    );
    const training = new face.Training(
        "training",
        { container: staff.ref, triggers: [people.revision] },
        { deletedWith: staff },
    );
    return { staffId: staff.personGroupId, persons: people.personCount, trained: training.trained };
}
