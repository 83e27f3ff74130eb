using System.Collections.Generic;
using Pulumi;
using Pulumi.AzureFace;

// A group that is filled from a folder of photos, and trained.
return await Deployment.RunAsync(() =>
{
    var staff = new PersonGroup("staff", new PersonGroupArgs { DisplayName = "Staff" });
    var inStaff = new CustomResourceOptions { DeletedWith = staff };
    var people = new Gallery("people", new GalleryArgs
    {
        Container = staff.Ref,
        Source = "photos/staff", // one folder of photos for each person
    }, inStaff);
    var training = new Training("training", new TrainingArgs
    {
        Container = staff.Ref,
        Triggers = { people.Revision },
    }, inStaff);

    return new Dictionary<string, object?>
    {
        ["staffId"] = staff.PersonGroupId,
        ["persons"] = people.PersonCount,
        ["trained"] = training.Trained,
    };
});
