// A group that is filled from a folder of photos, and trained.
//
// Needs `pulumi-resource-azure-face` on PATH, and the SDK from `python tools/generate_sdks.py sdk go`.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-azure-face/sdk/go/azureface"
)

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	staff, err := azureface.NewPersonGroup(ctx, "staff", &azureface.PersonGroupArgs{
		DisplayName: pulumi.String("Staff"),
	})
	if err != nil {
		return err
	}
	people, err := azureface.NewGallery(ctx, "people", &azureface.GalleryArgs{
		Container: staff.Ref,
		Source:    pulumi.String("photos/staff"), // one folder of photos for each person
	}, pulumi.DeletedWith(staff))
	if err != nil {
		return err
	}
	training, err := azureface.NewTraining(ctx, "training", &azureface.TrainingArgs{
		Container: staff.Ref,
		Triggers:  pulumi.StringArray{people.Revision},
	}, pulumi.DeletedWith(staff))
	if err != nil {
		return err
	}
	ctx.Export("staffId", staff.PersonGroupId)
	ctx.Export("persons", people.PersonCount)
	ctx.Export("trained", training.Trained)
	return nil
}
